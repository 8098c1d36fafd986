// What tests ask of a page after each press of a key: where the focus is, and whether somebody would see it.
(() => {
  const CONTROLS =
    "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable]";
  const seen = new Set();
  let last = null;

  const labels = (element) => [...(element.labels ?? [])];
  const words = (element) =>
    (element.getAttribute("aria-label") || labels(element)[0]?.innerText || element.textContent || element.name || "")
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, 70);
  const named = (element) =>
    element === document.body ? "the top of the page" : `${element.localName} “${words(element)}”`;

  // The looks by which a focus can be seen. An outline that is transparent is none.
  const looks = (element) =>
    [element, ...labels(element), ...(element.ownerSVGElement ? element.querySelectorAll("*") : [])]
      .flatMap((each) => ["", "::before", "::after"].map((part) => getComputedStyle(each, part || null)))
      .map((style) => {
        const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
        const clear = /, 0\)$|transparent/.test(style.outlineColor);
        const outline = drawn && !clear ? `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}` : "";
        return [outline, style.boxShadow, style.backgroundColor, style.borderTopColor, style.stroke, style.fill].join();
      })
      .join("|");

  const boxes = (element) => [...element.getClientRects()].filter((box) => box.width > 0 && box.height > 0);

  const uncovered = (element, box) => {
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const hit = document.elementFromPoint(x, y);
    return hit && (element.contains(hit) || hit.contains(element) || labels(element).some((l) => l.contains(hit)));
  };

  // A box is in sight when the window holds all of it, or as much of it as fits; of a text, the line to write in.
  const tall = (box) => box.height > window.innerHeight * 0.6;
  const inside = (element) => (box) => {
    const bottom = element.localName === "textarea" ? box.top + 30 : box.bottom;
    return tall(box) || (box.top >= -1 && bottom <= window.innerHeight + 1);
  };

  const faultsOf = (element) => {
    const faults = [];
    const shown = boxes(element);
    if (!shown.length) faults.push("is not drawn");
    else if (!shown.every(inside(element))) faults.push("is outside the window");
    else if (element.localName !== "textarea" && !tall(shown[0]) && !shown.some((box) => uncovered(element, box)))
      faults.push("is covered by something");
    if (element.tabIndex > 0) faults.push("goes before what stands above it");
    if (shown.some((box) => box.width <= 1 || box.height <= 1)) faults.push("is hidden from sight");
    return faults.map((fault) => `${named(element)} ${fault}`);
  };

  const reachable = (element) =>
    element.tabIndex >= 0 &&
    !element.disabled &&
    element.checkVisibility({ visibilityProperty: true }) &&
    !element.closest("[inert]") &&
    boxes(element).length > 0;
  const controls = () => [...document.querySelectorAll(CONTROLS)].filter(reachable);

  // Reading goes down the page, or starts again at the top of the next column, or of the page when it is done.
  const jumps = (from, to) => {
    const [before, after] = [boxes(from.element)[0], boxes(to)[0]];
    if (!before || !after || to === controls()[0]) return false;
    const up = after.top + window.scrollY < before.top + from.scrolled - 12;
    return up && after.left < before.right - 12;
  };

  const group = (element) =>
    element.type === "radio" && element.name ? `${element.form?.action} ${element.name}` : element;

  // Where the focus is now, as it is told, and what is wrong there. `along` is true while Tab goes forward.
  const stop = (along) => {
    const element = document.activeElement ?? document.body;
    const faults = [];
    if (last && last.element !== element && last.element.isConnected && looks(last.element) === last.looks)
      faults.push(`${named(last.element)} looks the same with the focus as without it`);
    if (element === document.body) {
      last = null;
      return { at: named(element), home: true, again: false, faults };
    }
    faults.push(...faultsOf(element));
    if (along && last && jumps(last, element)) faults.push(`${named(last.element)} is followed by ${named(element)}, higher up`);
    if (along && last && last.element !== element && group(last.element) === group(element))
      faults.push(`${named(element)} is a stop of its own in its group`);
    const within = last?.element === element && element.type === "date"; // its day, month and year are stops
    const again = seen.has(group(element)) && !within;
    seen.add(group(element));
    // Of a date the last stop, its calendar, shows the focus itself.
    last = { element, looks: within ? last.looks : looks(element), scrolled: window.scrollY };
    return { at: named(element), home: false, again, faults };
  };

  // What can be pressed or filled in and no press of Tab has come to since `begin`.
  const missed = () => {
    const left = controls().filter((element) => !seen.has(group(element)));
    return [...new Map(left.map((element) => [group(element), named(element)])).values()];
  };

  const begin = () => {
    seen.clear();
    last = null;
  };

  window.keyboard = { begin, stop, missed };
})();
