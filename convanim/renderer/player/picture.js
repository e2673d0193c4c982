// The picture: the drawn input, the output, and what joins them, on a canvas, at a size that fits.
const LEGIBLE = 13, GRIDDED = 5, WEIGHTED = 30, LARGEST = 48, TALLEST = 460, HIGHEST = TALLEST + 12, NAMED = 22;

// Where the panels are, css px: beside each other, or one above the other where all is one row.
const layOut = (layer, width) => {
  const [rows, columns] = layer.axes, flat = rows.drawn === 1 && rows.output === 1, room = width - 4;
  const between = flat ? 56 : max(26, min(120, width * 0.15));
  let cell = min(LARGEST, flat ? room / max(columns.drawn, columns.output)
    : min((room - between) / (columns.drawn + columns.output), TALLEST / max(rows.drawn, rows.output)));
  if (cell >= 8) cell = floor(cell);
  const wide = size => size * cell, tall = max(rows.drawn, rows.output) * cell;
  const used = flat ? 0 : wide(columns.drawn + columns.output) + between, left = floor((width - used) / 2);
  const panel = (size, x, y) => ({ rows: rows[size], columns: columns[size], x: flat ? floor((width - wide(columns[size])) / 2) : x, y: flat ? y : 4 + floor((tall - wide(rows[size])) / 2) });
  const input = panel("drawn", left, NAMED), output = panel("output", left + wide(columns.drawn) + between, NAMED + cell + between);
  return { flat, cell, between, width, input, output, height: flat ? NAMED + 2 * cell + between + 6 : tall + 12 };
};
const boxIn = (plan, panel, row, column, rows = 1, columns = 1) => {
  const { x, y } = plan[panel], { cell } = plan;
  return { x: x + column * cell, y: y + row * cell, width: columns * cell, height: rows * cell };
};
const hitIn = (plan, x, y) => {
  for (const panel of ["output", "input"]) {
    const { x: left, y: top, rows, columns } = plan[panel], row = floor((y - top) / plan.cell), column = floor((x - left) / plan.cell);
    if (row >= 0 && row < rows && column >= 0 && column < columns) return { panel, row, column };
  }
  return null;
};

// How wide a text is at 1 px: measured once.
const widths = new Map(), ruler = document.createElement("canvas").getContext("2d");
const widthOf = (text, weight, family) => {
  const key = weight + text;
  if (!widths.has(key)) {
    ruler.font = `${weight} 100px ${family}`;
    widths.set(key, ruler.measureText(text).width / 100);
  }
  return widths.get(key);
};
const paintPicture = (canvas, plan, layer, numbers, at, colors) => {
  const scale = globalThis.devicePixelRatio || 1, pen = canvas.getContext("2d"), { cell } = plan, [rows, columns] = layer.axes;
  const width = round(plan.width * scale);
  if (canvas.width !== width) assign(canvas, { width, height: HIGHEST * scale }); // a new size makes a new canvas, which takes time
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, plan.width, HIGHEST);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const fill = (box, color) => { pen.fillStyle = color; pen.fillRect(box.x, box.y, box.width, box.height); };
  const stroke = (box, color, width, dash = []) => {
    pen.strokeStyle = color; pen.lineWidth = width; pen.setLineDash(dash);
    pen.strokeRect(box.x, box.y, box.width, box.height);
    pen.setLineDash([]);
  };
  let font = {}; // to set one takes longer than to write a number
  const write = (box, text, color, weight = 400, size = 0.42) => {
    const px = floor(min(cell * size, 19, (box.width - 4) / widthOf(text, weight, colors.family)) * 4) / 4;
    if (px < 5.5) return;
    if (font.px !== px || font.weight !== weight) pen.font = `${weight} ${px}px ${colors.family}`;
    font = { px, weight };
    pen.fillStyle = color;
    pen.fillText(text, box.x + box.width / 2, box.y + box.height / 2 + px * 0.06);
  };
  const grid = panel => {
    if (cell < GRIDDED) return;
    const { x, y, rows: down, columns: across } = plan[panel];
    const width = cell < 12 ? 1 : 2;
    pen.fillStyle = colors.page;
    for (let row = 1; row < down; row++) pen.fillRect(x, y + row * cell - width / 2, across * cell, width);
    for (let column = 1; column < across; column++) pen.fillRect(x + column * cell - width / 2, y, width, down * cell);
  };

  // What is under the window, and what is chosen.
  const chosen = at.panel === "output" ? [at.row, at.column] : null;
  const taps = chosen ? [rows.taps(at.row), columns.taps(at.column)] : [[], []];
  const [above, across] = taps.map(places => new Set(places));
  const terms = chosen ? termsAt(layer, numbers, chosen) : [], numberOf = (row, column) => row * columns.input + column;
  const termOf = new Map(terms.map(term => [numberOf(...term.input), term]));
  const winner = KINDS[layer.kind].reduction === "max" && terms.length ? winnerAt(layer, numbers, chosen).map((at, axis) => at + layer.axes[axis].start) : null;
  const source = at.panel === "input" ? [rows.source(at.row), columns.source(at.column)] : null;
  const fed = source && source.every(index => index !== null) ? fedBy(layer, numbers, source) : [];
  const readAlong = axis => new Set(range(axis.output).flatMap(axis.taps));
  const read = [readAlong(rows), readAlong(columns)];

  const roleAt = (row, column) => {
    const data = rows.source(row) !== null && columns.source(column) !== null, cropped = rows.cropped(row) || columns.cropped(column);
    if (above.has(row) && across.has(column) && !cropped) return !data ? "window_zero" : winner && row === winner[0] && column === winner[1] ? "window_winner" : "window_input";
    if (cropped) return data ? "cropped_input" : "cropped";
    if (data) return read[0].has(row) && read[1].has(column) ? "input" : "unread_input";
    return rows.inside(row) && columns.inside(column) ? "inserted_zero" : "padding";
  };
  // Neighbours that look alike are drawn at once: along each axis those of which the same is known.
  const runs = (axis, under, read, winner) => {
    const found = [];
    let last = "";
    for (const at of range(axis.drawn)) {
      const known = `${[under.has(at), read.has(at), axis.inside(at), axis.cropped(at), axis.source(at) === null, at === winner]}`;
      if (known === last) found.at(-1)[1]++; else found.push([at, 1]);
      last = known;
    }
    return found;
  };
  const beside = runs(columns, across, read[1], winner?.[1]);
  const blocks = runs(rows, above, read[0], winner?.[0]).flatMap(([row, tall]) => beside.map(([column, wide]) => ({ row, column, tall, wide, role: roleAt(row, column) })));
  const weights = []; // in small letters, after all others
  const drawInput = () => {
    const whole = boxIn(plan, "input", 0, 0, rows.drawn, columns.drawn);
    fill(whole, colors.padding);
    fill(boxIn(plan, "input", rows.start, columns.start, rows.upsampled, columns.upsampled), colors.inserted_zero);
    for (const { row, column, tall, wide, role } of blocks) if (!/inserted|padding/.test(role)) drawCells(boxIn(plan, "input", row, column, tall, wide), role);
    grid("input");
    if (rows.drawn !== rows.input || columns.drawn !== columns.input) stroke({ ...whole, x: whole.x - 1, y: whole.y - 1, width: whole.width + 2, height: whole.height + 2 }, colors["padding-line"], 1, [4, 3]);
    if (cell >= LEGIBLE) for (const { row, column, tall, wide, role } of blocks) for (const r of range(tall, row)) for (const c of range(wide, column)) writeCell(r, c, role);
    for (const weight of weights) write(...weight);
  };
  const drawCells = (box, role) => {
    fill(box, colors[role]);
    if (!/unread|cropped/.test(role) || cell < GRIDDED) return;
    pen.save();
    pen.beginPath(); pen.rect(box.x, box.y, box.width, box.height); pen.clip();
    pen.beginPath(); pen.strokeStyle = colors[`${role}-line`]; pen.lineWidth = 1;
    for (let shift = -box.height; shift < box.width; shift += 6) { pen.moveTo(box.x + shift, box.y + box.height); pen.lineTo(box.x + shift + box.height, box.y); }
    pen.stroke();
    pen.restore();
  };
  const empty = layer.weighted ? "0" : reductionOf(layer).empty ?? (countsPadding(layer) ? "0" : "");
  const writeCell = (row, column, role) => {
    const [r, c] = [rows.source(row), columns.source(column)], data = r !== null && c !== null;
    const box = boxIn(plan, "input", row, column), ink = colors[`${role}-ink`], term = data && termOf.get(numberOf(r, c));
    const small = layer.weighted && term && cell >= WEIGHTED;
    if (/unread|cropped/.test(role)) fill({ x: box.x + cell * 0.22, y: box.y + cell * 0.25, width: cell * 0.56, height: cell * 0.5 }, colors[role]);
    write(small ? { ...box, y: box.y - cell * 0.12 } : box, data ? shown(numbers.x(r, c)) : empty, ink, data ? 600 : 400);
    if (small) weights.push([{ x: box.x + cell * 0.3, y: box.y + cell * 0.56, width: cell * 0.68, height: cell * 0.44 }, `×${shown(term.weight)}`, ink, 400, 0.28]);
  };
  const drawOutput = () => {
    fill(boxIn(plan, "output", 0, 0, rows.output, columns.output), colors.output_done);
    if (stamps(layer)) {
      for (const row of range(rows.output)) if (!rows.reads(row).length) fill(boxIn(plan, "output", row, 0, 1, columns.output), colors.output_hole);
      for (const column of range(columns.output)) if (!columns.reads(column).length) fill(boxIn(plan, "output", 0, column, rows.output, 1), colors.output_hole);
    }
    if (chosen) fill(boxIn(plan, "output", ...chosen), colors.output_current);
    for (const { place } of fed) fill(boxIn(plan, "output", ...place), colors.window_input);
    grid("output");
    if (cell < LEGIBLE) return;
    const met = new Map(fed.map(one => [`${one.place}`, one.met]));
    for (const row of range(rows.output)) for (const column of range(columns.output)) {
      const box = boxIn(plan, "output", row, column), current = chosen && at.row === row && at.column === column, weight = met.get(`${[row, column]}`);
      if (weight) write(box, weight(), colors["window_input-ink"], 600, 0.36);
      else write(box, shown(valueAt(layer, numbers, [row, column])), colors[current ? "output_current-ink" : "output_done-ink"], current ? 700 : 400);
    }
  };

  // The link: from the window to its output, or from an input cell to all that it feeds; along the gaps between rows.
  const bounds = places => {
    const [r, c] = [0, 1].map(axis => places.map(place => place[axis])), [top, left] = [min(...r), min(...c)];
    return [top, left, max(...r) - top + 1, max(...c) - left + 1];
  };
  const link = (from, to) => {
    const right = plan.input.x + plan.input.columns * cell, ways = plan.flat
      ? [0, 1].map(end => [[from.x + end * from.width, from.y + cell], [to.x + end * to.width, to.y]])
      : [0, 1].map(end => {
        const [y, z] = [from, to].map(box => box.y + end * box.height);
        return [[from.x + from.width, y], [right, y], [plan.output.x, z], [to.x, z]];
      });
    const [one, other] = ways.map(points => plan.flat ? points : points.slice(1, 3));
    pen.beginPath();
    [...one, ...other.reverse()].forEach((point, at) => pen[at ? "lineTo" : "moveTo"](...point));
    pen.fillStyle = colors.tint;
    pen.fill();
    for (const [color, width] of [[colors.page, 3.5], [colors.accent, 1.5]]) {
      pen.strokeStyle = color; pen.lineWidth = width; pen.lineJoin = "round";
      for (const points of ways) { pen.beginPath(); points.forEach((point, at) => pen[at ? "lineTo" : "moveTo"](...point)); pen.stroke(); }
    }
  };
  const outline = (box, width = min(4, max(1.5, cell / 10))) => stroke(box, colors.accent, width);
  const joinOutput = () => {
    const from = boxIn(plan, "input", rows.window(at.row), columns.window(at.column), rows.span(at.row), columns.span(at.column)), to = boxIn(plan, "output", ...chosen);
    link(from, to);
    if (rows.dilation * columns.dilation > 1 && cell >= GRIDDED) {
      stroke(from, colors.accent, 1);
      for (const row of taps[0]) for (const column of taps[1]) outline(boxIn(plan, "input", row, column), 2);
    } else outline(from);
    outline(to);
  };
  const joinInput = () => {
    const from = boxIn(plan, "input", at.row, at.column);
    if (fed.length) {
      const to = boxIn(plan, "output", ...bounds(fed.map(one => one.place)));
      link(from, to);
      if (cell < GRIDDED || fed.length > 400) outline(to);
      else for (const { place } of fed) outline(boxIn(plan, "output", ...place), 2);
    }
    outline(from);
  };
  drawInput();
  drawOutput();
  if (chosen) joinOutput(); else joinInput();
};
