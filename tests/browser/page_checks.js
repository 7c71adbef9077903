/* What must hold on every page, as a function of the smallest target and the smallest type. */
({ target, type }) => {
  const found = [];
  const say = (what, node) => found.push(what + ": " + describe(node));
  const describe = (node) => (node.outerHTML || node.textContent || "").replace(/\s+/g, " ").slice(0, 140);
  const root = document.documentElement;
  const shown = (node) => {
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    return style.visibility !== "hidden" && style.display !== "none" && box.width > 1 && box.height > 1 && !node.closest(".sr, .skip, [hidden]");
  };

  if (root.scrollWidth > root.clientWidth) { found.push("overflow: page is " + root.scrollWidth + " wide in " + root.clientWidth); }
  document.querySelectorAll("body *").forEach((node) => {
    const box = node.getBoundingClientRect();
    if (shown(node) && box.right > root.clientWidth + 1 && getComputedStyle(node).position !== "absolute") { say("past the edge", node); }
    if (shown(node) && node.scrollWidth > node.clientWidth + 2 && getComputedStyle(node).overflowX === "hidden" && !node.matches("main, input")) { say("cut off", node); }
  });

  const size = (node) => {
    // A box that lies over its label, or is drawn by it, is as large as the label.
    const drawn = node.matches("input[type=radio], input[type=checkbox]") ? (document.querySelector('label[for="' + node.id + '"]') || node.closest("label") || node) : node;
    return shown(drawn) ? drawn.getBoundingClientRect() : null;
  };
  document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary").forEach((node) => {
    const box = shown(node) || node.matches("input") ? size(node) : null;
    if (box && !node.closest(".sr, .skip") && Math.min(box.width, box.height) < target - 0.5) { say("small " + Math.round(box.width) + "x" + Math.round(box.height), node); }
  });

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const characters = new Set();
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent, node = texts.currentNode.parentElement;
    if (!text.trim() || !shown(node)) { continue; }
    Array.from(text).forEach((one) => characters.add(one));
    const pixels = parseFloat(getComputedStyle(node).fontSize);
    if (pixels < type - 0.01 && !node.closest(".count, .secret")) { say("type of " + pixels + "px", node); }
  }

  // Tofu: a character drawn exactly like one that no font can have.
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 40;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const draw = (one) => {
    pen.clearRect(0, 0, 40, 40);
    pen.font = "28px " + getComputedStyle(document.body).fontFamily;
    pen.fillText(one, 4, 30);
    return pen.getImageData(0, 0, 40, 40).data.join();
  };
  const tofu = draw("\u{10FFFE}");
  characters.forEach((one) => { if (/\S/.test(one) && draw(one) === tofu) { found.push("no glyph: " + one + " U+" + one.codePointAt(0).toString(16)); } });
  return found;
}
