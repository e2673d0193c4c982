"use strict";
(() => {
  const $ = id => document.getElementById(id);
  const { plays, glide, passing, ms, first, cells, looks, corners, steps, widths, panels, touched, rest, met } = JSON.parse($("steps").textContent);
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

  const paint = codes => codes.forEach((code, place) => {
    if (shown[place] === code) return;
    groups[place].replaceChildren(...drawing(code).map(part => part.cloneNode(true)));
    shown[place] = code;
  });

  let at; // the cell that is touched

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
    if (at && stepOf.get(numberOf(at)) !== wanted) at = undefined;
    if (wanted < step) { codes = first.slice(); step = 0; }
    while (step < wanted) {
      const changes = steps[++step][0];
      for (let i = 0; i < changes.length; i += 2) codes[changes[i]] = changes[i + 1];
    }
    $("lit").replaceChildren();
    paint(codes);
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
    PageUp: () => go(beside(-1)), PageDown: () => go(beside(1)), b: () => blank(true), B: () => blank(true), ".": () => blank(true), // a presenter's remote
  };
  // A blank page, so that all look at the presenter; any key brings the picture back.
  const blank = on => { set(false); document.body.classList.toggle("blank", on); };
  addEventListener("keydown", event => {
    const on = event.target, walked = on === $("picture") && WALKS[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.body.classList.contains("blank")) { event.preventDefault(); return blank(false); }
    if (!walked && !(event.key in keys)) return;
    if (on.tagName === "SELECT" || (on.tagName === "BUTTON" && event.key === " ")) return; // their own keys
    event.preventDefault();
    if (walked) walk(...walked); else keys[event.key]();
  });

  // A cell that is touched shows the step in which it is made, or in which it stamps; others show what they meet.
  const stepOf = new Map();
  for (let i = 0; i < touched.length; i += 2) stepOf.set(touched[i], touched[i + 1]);
  const starts = [];
  panels.reduce((start, [, , , , , rows, columns], panel) => (starts[panel] = start) + rows * columns, 0);
  const numberOf = ([panel, row, column]) => starts[panel] + row * panels[panel][6] + column;
  const meets = ([panel]) => met.meetings.filter(one => one[0] === panel);
  const shows = place => meets(place).length || stepOf.has(numberOf(place));
  const cornerOf = ([panel, row, column]) => {
    const [x, y, cell, tall, back] = panels[panel];
    return [x + column * cell - row * back, y + row * tall];
  };
  const under = event => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform($("picture").getScreenCTM().inverse());
    for (const [panel, [x, y, cell, tall, back, rows, columns]] of panels.entries()) {
      const row = Math.floor((point.y - y) / tall), column = Math.floor((point.x - x + (point.y - y) / tall * back) / cell);
      if (row >= 0 && row < rows && column >= 0 && column < columns && shows([panel, row, column])) return [panel, row, column];
    }
  };

  // What a cell meets, over the picture as it is when all is made, without a window.
  const ended = first.slice();
  for (const [changes] of steps.slice(0, rest + 1)) for (let i = 0; i < changes.length; i += 2) ended[changes[i]] = changes[i + 1];
  const box = (place, name, thick = 2.5) => {
    const [, , cell, tall, back] = panels[place[0]], [x, y] = cornerOf(place);
    return draw("path", { class: name, d: `M${x} ${y}h${cell}l${-back} ${tall}h${-cell}z`, style: `stroke-width:${Math.min(thick, tall / 5)}px` });
  };
  const named = (place, words) => {
    const [, , cell, tall, back] = panels[place[0]], [x, y] = cornerOf(place);
    const size = Math.min(tall * 0.42, cell * 1.5 / words.length);
    return draw("text", { x: x + (cell - back) / 2, y: y + tall / 2, style: `font-size:${size}px` }, words);
  };
  // By its number each cell that is met, with what stands there; and how many cells are met, in words.
  const found = place => {
    const [panel] = place, number = numberOf(place) - starts[panel], cells = new Map(), counts = new Map();
    for (const [, target, ...shared] of meets(place)) {
      const [rows, columns, weights, told] = shared.map(one => met.shared[one]), across = columns.length;
      const down = rows[Math.floor(number / across)], beside = columns[number % across], own = new Set();
      for (let r = 0; r < down.length; r += 2) for (let c = 0; c < beside.length; c += 2) {
        const one = starts[target] + down[r] + beside[c];
        cells.set(one, [...cells.get(one) ?? [], weights[down[r + 1]]?.[beside[c + 1]] ?? ""]);
        own.add(one);
      }
      counts.set(told, (counts.get(told) ?? 0) + own.size);
    }
    const said = [...counts].map(([told, count]) => told[Math.min(count, 2)].replace("#", count));
    return [cells, said.filter(words => words).join(met.comma)];
  };
  const placeOf = number => {
    const panel = starts.findLastIndex(start => start <= number), across = panels[panel][6];
    return [panel, Math.floor((number - starts[panel]) / across), (number - starts[panel]) % across];
  };
  const light = place => {
    const [cells, words] = found(place), [, , lines, caption] = steps[step];
    cancelAnimationFrame(gliding);
    paint(ended);
    trace($("over").children.length ? steps[step][1].map(() => "") : []);
    $("pieces").replaceChildren();
    $("lit").replaceChildren(...[...cells].flatMap(([number, names]) => {
      const one = placeOf(number), name = names.filter(name => name).join("+");
      return name ? [box(one, ""), named(one, name)] : [box(one, "bare")];
    }), box(place, "touched", 4));
    // In the place of the caption: its first line, and the others empty.
    const ofCaption = [...lines.keys()].filter(line => lines[line] && (caption ? caption.includes(lines[line]) : line < lines.length - 1));
    for (const line of ofCaption) fit($("words").children[line], line === ofCaption[0] ? words : "");
    $("said").textContent = words;
  };
  const touch = place => {
    if (!place || `${place}` === `${at}` && !playing) return;
    at = place;
    const own = !meets(place).length;
    set(false);
    if (own) show(stepOf.get(numberOf(place))); else light(place);
  };

  // With the keyboard from cell to cell, and over to the panel that lies that way.
  const WALKS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const live = [...panels.keys()].filter(panel => shows([panel, 0, 0]) || shows([panel, panels[panel][5] - 1, panels[panel][6] - 1]));
  const walk = (down, right) => {
    const made = [...stepOf].find(([, wanted]) => wanted === step)?.[0] ?? [...stepOf.keys()][0] ?? 0;
    const [panel, row, column] = at ?? placeOf(made);
    const [, , , , , rows, columns] = panels[panel], next = [panel, row + down, column + right];
    if (next[1] >= 0 && next[1] < rows && next[2] >= 0 && next[2] < columns) return shows(next) && touch(next);
    const edges = one => { const [x, y, cell, tall, , rows, columns] = panels[one]; return right ? [x, x + cell * columns] : [y, y + tall * rows]; };
    const beyond = live.find(one => right + down > 0 ? edges(one)[0] >= edges(panel)[1] : edges(one)[1] <= edges(panel)[0]);
    if (beyond === undefined) return;
    const enter = (way, place, count) => way ? way > 0 ? 0 : count - 1 : Math.min(place, count - 1);
    touch([beyond, enter(down, row, panels[beyond][5]), enter(right, column, panels[beyond][6])]);
  };
  if (live.length) $("picture").setAttribute("tabindex", "0");
  $("picture").onpointerdown = event => touch(under(event));
  $("picture").onpointermove = event => {
    const place = under(event);
    if (!playing && (event.buttons || event.pointerType === "mouse")) touch(place);
    $("picture").style.cursor = place ? "pointer" : "";
  };

  $("still").remove();
  $("bar").hidden = false;
  show(0);
  set(!calm.matches && last > 0);
})();
