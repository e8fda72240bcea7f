// Search, filters, and long tables, of which only the rows in sight are in the page. Without it the first thousand rows of each table are there.
'use strict';
(() => {
  const rowHeight = 34, spare = 20;

  const cell = (text, kind, tone) => {
    const td = document.createElement('td');
    td.className = kind;
    if (kind === 'commit' && text.length > 12) {
      const code = document.createElement('code');
      code.title = text;
      code.textContent = text.slice(0, 12);
      td.append(code);
    } else if (tone) {
      const span = document.createElement('span');
      span.className = tone;
      span.textContent = text;
      td.append(span);
    } else td.textContent = text;
    return td;
  };

  const start = box => {
    const body = box.querySelector('tbody'), scroll = box.querySelector('.scroll'), form = box.querySelector('.filters');
    const kinds = [...box.querySelectorAll('thead th')].slice(0, -1).map(th => th.className);
    const first = [...body.rows];
    // A row is its cells' texts, and the element once it was in sight.
    const rows = first.map(tr => ({ id: tr.id, tr, text: [...tr.cells].slice(0, -1).map(td => (td.querySelector('code[title]')?.title ?? td.firstChild?.textContent ?? '').trim()) }));
    const data = box.querySelector('script.rows');
    const isLong = Boolean(data);
    if (isLong) {
      const more = JSON.parse(data.textContent);
      for (const r of more.rows) {
        rows.push({ id: r[kinds.length] || more.prefix + r[0],
          text: kinds.map((kind, i) => kind === 'verdict' ? more.words[r[i]] : r[i]), tone: kinds.map((kind, i) => kind === 'verdict' ? more.tones[r[i]] : '') });
      }
      box.querySelector('.more').textContent = 'Details stand at the first ' + first.length + ' rows; the JSON of the report has all.';
    }
    rows.forEach((row, i) => { row.all = row.text.join('\n').toLowerCase(); row.index = i; });
    let shown = rows;

    const element = row => {
      if (!row.tr) {
        const tr = document.createElement('tr');
        tr.id = row.id;
        row.text.forEach((text, i) => tr.append(cell(text, kinds[i], row.tone[i])));
        const a = document.createElement('a'), td = document.createElement('td');
        a.href = '#' + row.id;
        a.textContent = '#';
        a.setAttribute('aria-label', 'Link to row ' + (row.index + 1));
        td.append(a);
        tr.append(td);
        row.tr = tr;
      }
      row.tr.setAttribute('aria-rowindex', row.index + 2);
      return row.tr;
    };

    const space = height => {
      const tr = document.createElement('tr'), td = document.createElement('td');
      tr.className = 'space';
      tr.setAttribute('aria-hidden', 'true');
      td.colSpan = kinds.length + 1;
      td.style.height = height + 'px';
      tr.append(td);
      return tr;
    };

    let from = -1, to = -1;
    const draw = force => {
      const a = Math.max(0, Math.floor(scroll.scrollTop / rowHeight) - spare);
      const b = Math.min(shown.length, Math.ceil((scroll.scrollTop + scroll.clientHeight) / rowHeight) + spare);
      if (!force && a === from && b === to) return;
      [from, to] = [a, b];
      body.replaceChildren(...(a > 0 ? [space(a * rowHeight)] : []), ...shown.slice(a, b).map(element),
        ...(b < shown.length ? [space((shown.length - b) * rowHeight)] : []));
    };

    const filter = () => {
      const words = form.querySelector('input').value.toLowerCase().split(/\s+/).filter(Boolean);
      const picks = [...form.querySelectorAll('select')].filter(s => s.value).map(s => [Number(s.dataset.column), s.value]);
      shown = rows.filter(row => words.every(word => row.all.includes(word)) && picks.every(([column, value]) => row.text[column] === value));
      form.querySelector('output').textContent = shown.length === rows.length ? '' : shown.length + ' of ' + rows.length;
      if (isLong) {
        scroll.scrollTop = 0;
        draw(true);
      } else {
        const kept = new Set(shown);
        for (const row of rows) row.tr.hidden = !kept.has(row);
      }
    };

    const goTo = id => {
      const at = rows.findIndex(row => row.id === id);
      if (at < 0) return;
      if (form && !shown.includes(rows[at])) {
        form.reset();
        filter();
      }
      if (isLong) {
        scroll.scrollTop = at * rowHeight;
        draw(true);
      }
      rows.forEach(row => row.tr?.classList.toggle('target', row.id === id));
      const tr = element(rows[at]);
      tr.scrollIntoView({ block: 'center' });
    };

    if (isLong) {
      box.classList.add('windowed');
      scroll.addEventListener('scroll', () => requestAnimationFrame(() => draw(false)), { passive: true });
      addEventListener('resize', () => draw(true));
      addEventListener('beforeprint', () => { body.replaceChildren(...shown.slice(0, 1000).map(element)); });
      addEventListener('afterprint', () => draw(true));
      draw(true);
    }
    if (form) {
      form.hidden = false;
      form.addEventListener('input', filter);
      form.addEventListener('submit', event => event.preventDefault());
    }
    return goTo;
  };

  const tables = [...document.querySelectorAll('div.table')].map(start);
  const follow = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (id) tables.forEach(goTo => goTo(id));
  };
  addEventListener('hashchange', follow);
  follow();

  const copy = document.getElementById('copy');
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById('script').textContent);
      document.getElementById('copied').textContent = 'Copied.';
    });
  }
})();
