// @ts-check

/**
 * What the server says of the runs.
 *
 * @typedef {{ newRuns: number | null, changed: boolean, progress: Progress | null }} News
 * @typedef {import("../progress.ts").Progress} Progress
 * @typedef {Progress["running"][number]} Running
 */

const BUSY_MS = 1000;
const IDLE_MS = 3000;
/** Runs whose curves are drawn. */
const DRAWN = 8;
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [260, 118, 32, 8, 9, 22];

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} content Text becomes text, never markup.
 */
function made(name, attributes, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} content
 */
function drawn(name, attributes, ...content) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...content);
  return element;
}

/**
 * `45 s`, `3 min 20 s`, `2 h 5 min`.
 *
 * @param {number} seconds
 */
function duration(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** @param {Progress} progress */
function stateText({ planned, done, secondsLeft, alive, updatedAt }) {
  const runs = `${done} of ${planned} ${planned === 1 ? "run" : "runs"} done`;
  if (!alive) {
    const when = new Date(updatedAt).toLocaleTimeString();
    return `${runs}. No sign of life since ${when}: if it was stopped, the same command goes on from there.`;
  }
  return secondsLeft === null ? `${runs}.` : `${runs}, about ${duration(secondsLeft)} left.`;
}

/**
 * A drawing of some columns of a curve.
 *
 * @param {Running} run
 * @param {string} title
 * @param {readonly { name: string, values: readonly (number | null)[] }[]} lines
 * @param {number} highest Of the scale.
 * @param {(value: number) => string} show
 */
function curve({ curve: { epoch }, epochs }, title, lines, highest, show) {
  const x = (/** @type {number} */ e) => LEFT + (WIDTH - LEFT - RIGHT) * (e - 1) / Math.max(1, epochs - 1);
  const y = (/** @type {number} */ v) => HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * Math.min(1, v / highest);
  const grid = [0, 0.5, 1].map((part) =>
    drawn(
      "g",
      {},
      drawn("line", {
        class: "grid",
        x1: LEFT,
        x2: WIDTH - RIGHT,
        y1: y(part * highest),
        y2: y(part * highest),
      }),
      drawn("text", { x: LEFT - 5, y: y(part * highest) + 4, "text-anchor": "end" }, show(part * highest)),
    )
  );
  const ends = [1, epochs].map((e, i) =>
    drawn("text", { x: x(e), y: HEIGHT - 6, "text-anchor": i === 0 ? "start" : "end" }, String(e))
  );
  const paths = lines.flatMap(({ name, values }) => {
    const points = values.flatMap((value, i) => (value === null ? [] : [[x(epoch[i] ?? 1), y(value)]]));
    const last = points.at(-1);
    return [
      drawn("polyline", {
        class: name,
        points: points.map((p) => p.map((v) => v.toFixed(1)).join(",")).join(" "),
      }),
      ...(last === undefined
        ? []
        : [drawn("circle", { class: name, cx: last[0] ?? 0, cy: last[1] ?? 0, r: 2.5 })]),
    ];
  });
  const said = lines.map(({ name, values }) => {
    const value = values.at(-1);
    return `${name} ${value === null || value === undefined ? "unknown" : show(value)}`;
  }).join(", ");
  const label = `${title}, latest: ${said}`;
  return made(
    "figure",
    {},
    drawn(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
      ...grid,
      ...ends,
      ...paths,
    ),
    made(
      "figcaption",
      {},
      `${title}: `,
      ...lines.flatMap((
        { name },
        i,
      ) => [...(i > 0 ? [" "] : []), made("span", { class: `key ${name}` }, name)]),
    ),
  );
}

/** @param {Running} run */
function runItem(run) {
  const { label, epoch, epochs, curve: { loss, accuracy, validationAccuracy } } = run;
  const head = made("p", {}, made("b", {}, label), ` epoch ${epoch} of ${epochs}`);
  if (epoch === 0) return made("li", {}, head);
  const highest = Math.max(1e-9, ...loss.filter((value) => value !== null));
  const percent = (/** @type {number} */ share) => `${Number((100 * share).toPrecision(3))}`;
  const lines = [{ name: "training", values: accuracy }, { name: "test", values: validationAccuracy }];
  return made(
    "li",
    {},
    head,
    made(
      "div",
      { class: "pair" },
      curve(run, "Accuracy, percent", lines, 1, percent),
      curve(run, "Loss", [{ name: "training", values: loss }], highest, (v) => `${Number(v.toPrecision(2))}`),
    ),
  );
}

/** The panel: what stays, so that nothing that is pointed at or listened to is exchanged. */
function openPanel() {
  const state = made("p", { class: "state" });
  const bar = /** @type {HTMLProgressElement} */ (made("progress", { "aria-label": "Runs done", max: "1" }));
  const list = made("ul", {});
  const text = made("span", {});
  const button = /** @type {HTMLButtonElement} */ (made("button", { type: "button" }));
  button.addEventListener("click", () => {
    button.textContent = "Loading …";
    button.disabled = true;
    location.reload();
  });
  const news = made("p", { class: "news", role: "status" }, text);
  const heading = made("h2", { id: "live-heading" }, "Running now");
  const runs = made("div", {}, heading, state, bar, list);
  const panel = made("section", { class: "live", id: "live", "aria-labelledby": "live-heading" }, runs, news);
  const overview = document.getElementById("overview");
  if (overview === null) document.getElementById("main")?.prepend(panel);
  else overview.before(panel);

  /** @param {string} says @param {string} offers */
  const tell = (says, offers) => {
    if (text.textContent !== says) text.textContent = says;
    if (!button.disabled) button.textContent = offers;
    if (offers === "") button.remove();
    else if (!button.isConnected) news.append(" ", button);
  };
  return { panel, runs, heading, state, bar, list, tell };
}

const parts = openPanel();
let ran = false;

/** @param {Progress | null} progress */
function showRuns(progress) {
  const { runs, heading, state, bar, list } = parts;
  runs.hidden = progress === null;
  if (progress === null) return;
  ran = true;
  const { running, planned, done, alive } = progress;
  heading.textContent = alive ? "Running now" : "Stopped";
  const under = running.reduce((sum, { epoch, epochs }) => sum + epoch / epochs, 0);
  bar.value = Math.min(1, (done + under) / planned);
  const says = stateText(progress);
  if (state.textContent !== says) state.textContent = says;
  const more = running.length - DRAWN;
  list.replaceChildren(
    ...running.slice(0, DRAWN).map(runItem),
    ...(more > 0 ? [made("li", {}, `and ${more} more`)] : []),
  );
}

/** @param {News} news */
function show({ newRuns, changed, progress }) {
  showRuns(progress);
  const ended = ran && progress === null ? "The runs have ended. " : "";
  if (newRuns === null) parts.tell(`${ended}This page is not up to date.`, "Load it again");
  else if (newRuns > 0) parts.tell(`${ended}${newRuns} new ${newRuns === 1 ? "run" : "runs"}.`, "Show");
  else if (changed) parts.tell(`${ended}What this page shows has changed.`, "Load it again");
  else parts.tell(ended.trim(), "");
  parts.panel.hidden = progress === null && ended === "" && !changed;
}

async function ask() {
  const version = document.querySelector("script[data-page]")?.getAttribute("data-page") ?? "";
  let pause = IDLE_MS;
  try {
    const response = await fetch(`live.json?page=${encodeURIComponent(version)}`);
    if (!response.ok) throw new Error(response.statusText);
    const news = await response.json();
    show(news);
    if (news.progress?.alive === true) pause = BUSY_MS;
  } catch {
    parts.panel.hidden = false;
    parts.runs.hidden = true;
    parts.tell("The server of this page does not answer; deno task serve starts it.", "");
  }
  setTimeout(() => {
    if (!document.hidden) ask();
    else document.addEventListener("visibilitychange", () => ask(), { once: true });
  }, pause);
}

parts.panel.hidden = true;
ask();
