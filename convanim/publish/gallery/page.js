(() => {
  const byId = id => document.getElementById(id);
  const said = byId("_said"), search = byId("_search"), hits = byId("_hits"), still = byId("_still");
  const plain = text => text.toLowerCase().replaceAll("×", "x").replace(/\s+/g, " ");

  const groups = [...document.querySelectorAll("section")].map(section => {
    const title = section.querySelector("h2").textContent;
    const cards = [...section.querySelectorAll(".card")].map(card => {
      const parts = [...card.querySelectorAll("h3, .sizes, .says, .facts, code")];
      return { card, text: plain([title, ...parts.map(part => part.textContent)].join(" ")) };
    });
    return { section, link: document.querySelector(`nav a[href="#${CSS.escape(section.id)}"]`)?.parentElement, cards };
  });
  const all = groups.reduce((sum, group) => sum + group.cards.length, 0);

  function filter() {
    // A number belongs to the word before it: "stride 2" is one thing to look for.
    const wanted = plain(search.value).trim().split(/ (?!\d+(?: |$))/);
    let found = 0;
    for (const { section, link, cards } of groups) {
      let here = 0;
      for (const { card, text } of cards) {
        card.hidden = !wanted.every(words => text.includes(words));
        here += !card.hidden;
      }
      section.hidden = !here;
      if (link) link.hidden = !here;
      found += here;
    }
    byId("_none").hidden = found > 0;
    hits.textContent = (found < all ? `${found} of ${all}` : all) + (all === 1 ? " picture" : " pictures");
  }
  search.addEventListener("input", filter);
  if (search.value) filter(); // a browser that goes back keeps what was typed

  const moving = [...document.querySelectorAll("source[media]")].map(source => [source, source.media]);
  still.addEventListener("click", () => {
    const on = still.getAttribute("aria-pressed") !== "true";
    still.setAttribute("aria-pressed", on);
    for (const [source, media] of moving) {
      source.media = on ? media.replace("(prefers-reduced-motion: reduce)", "all") : media;
    }
  });

  function selected(code) {
    const range = document.createRange(), selection = getSelection();
    range.selectNodeContents(code);
    selection.removeAllRanges();
    selection.addRange(range);
    return document.execCommand("copy");
  }
  for (const button of document.querySelectorAll(".command button")) {
    const code = button.parentElement.querySelector("code"), label = button.textContent;
    let timer;
    button.addEventListener("click", async () => {
      let copied = true;
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch { // no clipboard in a page opened from a file, or it is not allowed
        copied = selected(code);
      }
      button.textContent = copied ? "Copied" : "Selected";
      said.textContent = copied ? `Copied: ${code.textContent}` : "The command is selected; copy it with Ctrl+C.";
      clearTimeout(timer);
      timer = setTimeout(() => { button.textContent = label; said.textContent = ""; }, 2000);
    });
  }
})();
