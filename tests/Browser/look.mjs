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
