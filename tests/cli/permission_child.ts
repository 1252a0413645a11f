/** Prints whether each permission of a JSON list is granted. */
const asked: Deno.PermissionDescriptor[] = JSON.parse(Deno.args[0]!);
console.log(JSON.stringify(asked.map((one) => Deno.permissions.querySync(one).state === "granted")));
