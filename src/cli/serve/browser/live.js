// @ts-check
import { made, runItem } from "./live_run.js";

/**
 * What the server says of the runs.
 *
 * @typedef {{ newRuns: number | null, changed: boolean, progress: Progress | null }} News
 * @typedef {import("../progress.ts").Progress} Progress
 */

const BUSY_MS = 1000;
const IDLE_MS = 3000;
/** Runs whose curves are drawn. */
const DRAWN = 8;

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
    const when = new Date(updatedAt).toLocaleString();
    return `${runs}. No sign of life since ${when}: if it was stopped, the same command goes on from there.`;
  }
  return secondsLeft === null ? `${runs}.` : `${runs}, about ${duration(secondsLeft)} left.`;
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
