// Opens a report in a browser at the sizes at which people read it, and writes what it saw as JSON: errors, requests, axe's violations, what was executed.
// node look.mjs REPORT.html CHROMIUM FOLDER: the pictures go to FOLDER where one is named.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [file, executablePath, folder] = process.argv.slice(2);
const url = pathToFileURL(file).href;
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 }, print: { width: 794, height: 1123 } };
const seen = { errors: [], requests: [], violations: [], executed: false, overflow: [] };

// The last row of the longest table: by its link, and by a search.
const reach = async () => {
  const box = [...document.querySelectorAll('div.table')].sort((a, b) => b.dataset.rows - a.dataset.rows)[0];
  const last = Number(box.dataset.rows), data = box.querySelector('script.rows');
  if (!data) return true;
  const more = JSON.parse(data.textContent), row = more.rows.at(-1), id = more.prefix + row[0];
  const there = () => { const tr = document.getElementById(id); return tr !== null && tr.getAttribute('aria-rowindex') === String(last + 1); };
  const before = there();
  location.hash = id;
  await new Promise(done => setTimeout(done, 300));
  const byLink = there();
  const input = box.querySelector('input');
  input.value = row[1];
  input.dispatchEvent(new Event('input', { bubbles: true }));
  const bySearch = there() && box.querySelectorAll('tbody tr[id]').length < 10;
  input.value = '';
  input.dispatchEvent(new Event('input', { bubbles: true }));
  return !before && byLink && bySearch;
};

// A container has no sandbox of its own within it.
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of size === 'print' ? ['light'] : ['light', 'dark']) {
    // axe is put into the page by the driver, which the page's own policy would not let in.
    const context = await browser.newContext({ viewport, colorScheme, bypassCSP: false, offline: false });
    const page = await context.newPage();
    page.on('console', m => { if (m.type() === 'error' || m.type() === 'warning') seen.errors.push(`${size} ${colorScheme}: ${m.text()}`); });
    page.on('pageerror', e => seen.errors.push(`${size} ${colorScheme}: ${e.message}`));
    page.on('dialog', d => { seen.executed = true; d.dismiss(); });
    page.on('request', r => { if (r.url() !== url && !r.url().startsWith('data:')) seen.requests.push(r.url()); });
    if (size === 'print') await page.emulateMedia({ media: 'print' });
    await page.goto(url);
    seen.executed ||= await page.evaluate(() => window.executed !== undefined);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0 && size !== 'print') seen.overflow.push(`${size}: ${wide}`);
    if (size === 'desktop') seen.reached = await page.evaluate(reach);
    if (folder) await page.screenshot({ path: `${folder}/${size}-${colorScheme}.png`, fullPage: true });
    if (folder && size === 'print') await page.pdf({ path: `${folder}/print.pdf`, format: 'A4' });
    if (size !== 'print') {
      const found = await page.evaluate(`(() => { ${axe}; return axe.run(document, { resultTypes: ['violations'] }); })()`);
      for (const v of found.violations) seen.violations.push(`${size} ${colorScheme}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 120)).join(' | ')}`);
    }
    await context.close();
  }
}
await browser.close();
console.log(JSON.stringify(seen));
