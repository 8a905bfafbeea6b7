// Every text that is seen, with its colour and the colour behind it.
() => {
  const behind = (one) => {
    for (let up = one; up; up = up.parentElement) {
      const colour = getComputedStyle(up).backgroundColor;
      if (!colour.endsWith(", 0)")) { return colour; }
    }
    return "rgb(255, 255, 255)";
  };
  const unseen = "[hidden], .skip, .hidden-text, noscript, option";
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const one = walker.currentNode.parentElement;
    if (text && one.checkVisibility() && !one.closest(unseen)) {
      found.push([text.slice(0, 40), getComputedStyle(one).color, behind(one)]);
    }
  }
  return found;
}
