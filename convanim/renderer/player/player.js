"use strict";
(() => {
  const $ = id => document.getElementById(id);
  const { plays, glide, passing, ms, first, cells, looks, corners, steps, widths, panels, touched } = JSON.parse($("steps").textContent);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const PLAY = "M8 4.5v15L20 12z", PAUSE = "M7 5h3.6v14H7zM13.4 5H17v14h-3.6z";

  const draw = (name, attributes, text) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // A group for each place; what is in it is cloned from one drawing of each distinct cell.
  const groups = corners.map(([x, y]) => $("cells").appendChild(draw("g", { transform: `translate(${x} ${y})` })));
  const drawings = [];
  const drawing = code => {
    if (drawings[code]) return drawings[code];
    const [look, label, frame] = cells[code];
    const { name, path, lines, style, thin, frame: dashes } = looks[look];
    const parts = [draw("path", { class: name, d: path, ...(style && { style }) })];
    if (lines) parts.push(draw("path", { class: name + "h", d: lines, ...(thin && { style: `stroke-width:${thin}` }) }));
    if (frame) parts.push(draw("path", { class: name + "s", d: frame, ...(dashes && { style: dashes }) }));
    if (label) {
      const text = draw("text", { class: `L ${name}i`, x: label[1], y: label[2] }, label[0]);
      if (label[3]) text.style.fontSize = label[3] + "px";
      parts.push(text);
    }
    return drawings[code] = parts;
  };

  // A cell of a piece; in one that is turned, what is written stays upright.
  const lay = ([code, x, y, turn, half]) => {
    const cell = draw("g", { transform: `translate(${x} ${y})` });
    const parts = drawing(code).map(part => part.cloneNode(true));
    if (turn) parts.filter(part => part.tagName !== "text").forEach(part => part.setAttribute("transform", `rotate(${turn} ${half} ${half})`));
    cell.append(...parts);
    return cell;
  };

  const last = steps.length - 1;
  let codes = first.slice(), shown = first.map(() => -1), step = 0, playing = false, timer = 0, left = plays, gliding = 0;

  const paint = () => codes.forEach((code, place) => {
    if (shown[place] === code) return;
    groups[place].replaceChildren(...drawing(code).map(part => part.cloneNode(true)));
    shown[place] = code;
  });

  const trace = over => { for (const path of $("over").children) path.setAttribute("d", over[path.dataset.of]); };

  // From where they were, windows and links glide to where they are: their paths differ in numbers only.
  const NUMBER = /-?\d+(\.\d+)?/g;
  const between = (from, to, part) => {
    const starts = from.match(NUMBER) || [];
    if (starts.length !== (to.match(NUMBER) || []).length) return to;
    let next = 0;
    return to.replace(NUMBER, end => { const start = +starts[next++]; return start + (end - start) * part; });
  };
  const move = () => {
    const [, over, , , , glides] = steps[step];
    if (!glides || calm.matches) return;
    const from = steps[step - 1][1].map((path, layer) => (glides[layer] || 1) === 1 ? path : glides[layer]);
    const begin = performance.now(), time = Math.min(glide, ms[step] / $("speed").value);
    const draw = now => {
      const left = 1 - Math.min(1, Math.max(0, now - begin) / time), part = 1 - left * left;
      trace(over.map((path, layer) => left ? between(from[layer], path, part) : path));
      if (left) gliding = requestAnimationFrame(draw);
    };
    draw(begin);
  };

  const show = wanted => {
    wanted = Math.max(0, Math.min(last, wanted));
    if (wanted < step) { codes = first.slice(); step = 0; }
    while (step < wanted) {
      const changes = steps[++step][0];
      for (let i = 0; i < changes.length; i += 2) codes[changes[i]] = changes[i + 1];
    }
    paint();
    const [, over, lines, caption, counter, , pieces = []] = steps[step];
    $("pieces").replaceChildren(...pieces.map(lay));
    cancelAnimationFrame(gliding);
    trace(over);
    for (const sample of $("legend").children)
      sample.setAttribute("visibility", step < sample.dataset.first ? "hidden" : "visible");
    const words = $("words").children;
    for (let i = 0; i < words.length; i++) fit(words[i], lines[i], widths[step][i]);
    const said = caption || lines.slice(0, -1).filter(line => line).join(" ");
    $("seek").value = step + 1;
    $("seek").setAttribute("aria-valuetext", `${counter}: ${said}`);
    $("where").textContent = counter;
    $("said").textContent = said.replace(/(\d)–(?=\d)/g, "$1\u2060–\u2060"); // 1–2 stays in one line
  };
  const fit = (text, words, length) => {
    text.textContent = words;
    if (length) text.setAttribute("textLength", length); else text.removeAttribute("textLength");
  };

  // While it plays the caption is not read out: it would never end.
  const hush = () => $("said").setAttribute("aria-live", playing || document.activeElement === $("seek") ? "off" : "polite");
  const onward = () => {
    if (step === last && plays && --left <= 0) return set(false);
    if (step === last) show(0); else forward(step + 1);
    wait();
  };
  const wait = () => {
    clearTimeout(timer);
    if (playing) timer = setTimeout(onward, ms[step] / $("speed").value);
  };
  const set = on => {
    if (on && plays && left <= 0) { left = plays; show(0); } // it has played as often as it should: once more
    playing = on;
    $("icon").setAttribute("d", on ? PAUSE : PLAY);
    $("play").setAttribute("aria-label", on ? "Pause" : "Play");
    $("play").title = on ? "Pause (space)" : "Play (space)";
    hush();
    wait();
  };
  const forward = wanted => {
    const on = wanted === step + 1 && wanted <= last;
    show(wanted);
    if (on) move();
  };
  const go = wanted => { set(false); forward(wanted); };

  $("first").onclick = () => go(0);
  // A frame that leads from one step to the next is no place to stop.
  const beside = way => { let wanted = step + way; while (passing.includes(wanted)) wanted += way; return wanted; };
  $("back").onclick = () => go(beside(-1));
  $("next").onclick = () => go(beside(1));
  $("last").onclick = () => go(last);
  $("play").onclick = () => set(!playing);
  $("seek").oninput = () => go($("seek").value - 1);
  $("seek").onfocus = $("seek").onblur = () => setTimeout(hush);
  $("speed").onchange = wait;
  calm.onchange = () => { if (calm.matches) set(false); };

  const keys = {
    " ": () => set(!playing), ArrowLeft: () => go(beside(-1)), ArrowRight: () => go(beside(1)),
    Home: () => go(0), End: () => go(last),
    PageUp: () => go(beside(-1)), PageDown: () => go(beside(1)), // a presenter's remote
  };
  addEventListener("keydown", event => {
    const on = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || !(event.key in keys)) return;
    if (on.tagName === "SELECT" || (on.tagName === "BUTTON" && event.key === " ")) return; // their own keys
    event.preventDefault();
    keys[event.key]();
  });

  // A cell that is touched shows the step in which it is made, or in which it stamps.
  const stepOf = new Map();
  for (let i = 0; i < touched.length; i += 2) stepOf.set(touched[i], touched[i + 1]);
  const under = event => {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform($("picture").getScreenCTM().inverse());
    let start = 0;
    for (const [left, top, cell, rows, columns] of panels) {
      const row = Math.floor((y - top) / cell), column = Math.floor((x - left) / cell);
      if (row >= 0 && row < rows && column >= 0 && column < columns) return stepOf.get(start + row * columns + column);
      start += rows * columns;
    }
  };
  const touch = event => {
    const wanted = under(event);
    if (wanted !== undefined && wanted !== step) { set(false); show(wanted); }
  };
  $("picture").onpointerdown = touch;
  $("picture").onpointermove = event => {
    if (!playing && (event.buttons || event.pointerType === "mouse")) touch(event);
    $("picture").style.cursor = under(event) === undefined ? "" : "pointer";
  };

  $("still").remove();
  $("bar").hidden = false;
  show(0);
  set(!calm.matches && last > 0);
})();
