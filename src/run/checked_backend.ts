import { type Backend, openBackend } from "../backend/backend.ts";
import type { BackendName } from "../backend/choose.ts";
import { selfCheck } from "../backend/self_check.ts";

/** Opens a backend in this thread and makes it prove itself. */
export async function openCheckedBackend(name: BackendName): Promise<Backend> {
  const opened = await openBackend(name);
  await selfCheck(opened);
  return opened;
}
