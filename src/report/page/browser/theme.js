// @ts-check

const THEMES = ["as the system", "light", "dark"];

/** The button that goes through the colours: as the system, light, dark; kept where the browser allows. */
export function prepareTheme() {
  const button = document.getElementById("theme");
  let theme = kept();
  const show = () => {
    if (theme === 0) document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", THEMES[theme] ?? "");
    if (button === null) return;
    button.textContent = `Colours: ${THEMES[theme]}`;
    button.setAttribute("aria-label", `Colours: ${THEMES[theme]}`);
  };
  button?.addEventListener("click", () => {
    theme = (theme + 1) % THEMES.length;
    keep(theme);
    show();
  });
  show();
}

function kept() {
  try {
    return Math.max(0, THEMES.indexOf(localStorage.getItem("theme") ?? ""));
  } catch {
    return 0;
  }
}

/** @param {number} theme */
function keep(theme) {
  try {
    localStorage.setItem("theme", THEMES[theme] ?? "");
  } catch {
    // A page opened from disk may not be allowed to keep anything.
  }
}
