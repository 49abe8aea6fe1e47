(() => {
  'use strict';
  // A page in another language brings its words along.
  const words = {
    copy: 'Copy',
    copied: 'Copied',
    filter: 'Filter ',
    filterOf: 'Filter ',
    findings: 'findings',
    table: 'table',
    of: ' of ',
    now: 'at collection',
    before: 'at least|≤',
    ...JSON.parse(document.body.dataset.words ?? '{}'),
  };
  const button = (label, action) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = label;
    made.addEventListener('click', action);
    return made;
  };

  const copy = async (text, made) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    made.textContent = words.copied;
    setTimeout(() => {
      made.textContent = words.copy;
    }, 1500);
  };

  // What cannot be taken back is typed by hand.
  for (const block of document.querySelectorAll('pre.cmd, pre.quote')) {
    if (block.closest('.destructive')) continue;
    const source = block.querySelector('.line') ?? block;
    const made = button(words.copy, () => copy(source.textContent, made));
    made.className = 'copy';
    block.before(made);
  }

  // Amounts with their unit, durations, else text: times as they are written sort by themselves.
  const SECONDS = { d: 86400, h: 3600, m: 60, s: 1 };
  const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const before = new RegExp(`^(?:${words.before}) `);
  const valueOf = (cell) => {
    const text = (cell?.textContent.trim() ?? '').replace(before, '');
    if (text === words.now) return 0;
    const span = /^(\d+(?:\.\d+)?)([dhms])(?: (\d+)([dhms]))?(?: |$)/.exec(text);
    if (span) return Number(span[1]) * SECONDS[span[2]] + Number(span[3] ?? 0) * (SECONDS[span[4]] ?? 0);
    const amount = /^([\d,]+(?:\.\d+)?)(?:%| (B|KiB|MiB|GiB|TiB|PiB)\b)?(?: of | \/ |$)/.exec(text);
    if (!amount) return text.toLowerCase();
    return Number(amount[1].replaceAll(',', '')) * 1024 ** UNITS.indexOf(amount[2] ?? 'B');
  };
  const compare = (a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en');

  const sortBy = (table, head, column) => {
    const down = head.getAttribute('aria-sort') === 'ascending';
    for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => (down ? -1 : 1) * compare(valueOf(a.cells[column]), valueOf(b.cells[column])));
    table.tBodies[0].append(...rows);
  };

  const filterOf = (rows, place, name) => {
    const label = document.createElement('label');
    const field = document.createElement('input');
    const count = document.createElement('output');
    label.className = 'filter';
    label.append(words.filter, field);
    field.type = 'search';
    field.setAttribute('aria-label', `${words.filterOf}${name}`);
    const update = () => {
      const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !wanted.every((word) => text.includes(word));
        if (!row.hidden) shown++;
      }
      count.textContent = wanted.length === 0 ? '' : ` ${shown}${words.of}${rows.length}`;
    };
    field.addEventListener('input', update);
    label.append(count);
    place.before(label);
  };

  for (const table of document.querySelectorAll('main table')) {
    const name = table.closest('section')?.querySelector('h2, h3')?.textContent ?? words.table;
    const rows = [...table.tBodies[0].rows];
    if (rows.length > 1) {
      [...table.tHead.rows[0].cells].forEach((head, column) => {
        const made = button(head.textContent, () => sortBy(table, head, column));
        head.replaceChildren(made);
      });
    }
    if (rows.length > 10) filterOf(rows, table, name);
  }
  const findings = [...document.querySelectorAll('#findings > article')];
  if (findings.length > 10) filterOf(findings, findings[0], words.findings);
})();
