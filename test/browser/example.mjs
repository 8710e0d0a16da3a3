/** The example's page: trains, and reads what is drawn. */
import { serve } from '../../examples/browser/server.mjs';

/** Strokes in the square of the canvas, in shares of its side. */
const STROKES = {
  1: [[[0.55, 0.15], [0.5, 0.5], [0.45, 0.85]]],
  7: [[[0.25, 0.2], [0.5, 0.19], [0.75, 0.2], [0.6, 0.5], [0.45, 0.85]]],
  0: [Array.from({ length: 25 }, (_, i) => [0.5 + 0.22 * Math.sin((i * Math.PI) / 12), 0.5 - 0.33 * Math.cos((i * Math.PI) / 12)])],
};

/** @param shot  where the screenshot goes */
export async function exampleWorks(check, what, browser, isolated, shot) {
  const server = await serve({ isolated });
  const page = await browser.newPage();
  try {
    await page.setViewport({ width: 800, height: 900 });
    await page.goto(server.address);
    await page.click('#train');
    await page.waitForFunction(() => document.getElementById('progress').textContent === 'trained', { timeout: 300_000 });
    const accuracy = await page.$eval('#epochs tr:last-child td:nth-child(4)', (cell) => Number(cell.textContent));
    check(`${what}: the example's page trains digits`, accuracy > 0.95, `${accuracy} on held-out digits`);
    for (const [digit, strokes] of Object.entries(STROKES).toSorted(([a], [b]) => b - a)) {
      await page.click('#clear');
      await draw(page, strokes);
      await page
        .waitForFunction((wanted) => document.getElementById('answer').value === wanted, { timeout: 10_000 }, digit)
        .catch(() => undefined);
      const answer = await page.$eval('#answer', ({ value }) => value);
      check(`${what}: a drawn ${digit} is read`, answer === digit, answer);
    }
    await page.screenshot({ path: shot });
    console.log(`       screenshot: ${shot}`);
  } finally {
    await page.close();
    server.close();
  }
}

async function draw(page, strokes) {
  const { x, y, width, height } = await (await page.$('#pad')).boundingBox();
  for (const [[left, top], ...rest] of strokes) {
    await page.mouse.move(x + left * width, y + top * height);
    await page.mouse.down();
    for (const [toX, toY] of rest) await page.mouse.move(x + toX * width, y + toY * height, { steps: 4 });
    await page.mouse.up();
  }
}
