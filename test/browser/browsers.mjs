/** The browsers in which pages are checked: where systems have them, and how they are started. */
import { existsSync } from 'node:fs';

export const BROWSERS = {
  chromium: {
    browser: 'chrome', places: ['/usr/bin/chromium', '/usr/bin/google-chrome'], debian: 'chromium',
    args: [
      '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--enable-unsafe-swiftshader',
    ],
  },
  firefox: { browser: 'firefox', places: ['/usr/bin/firefox-esr', '/usr/bin/firefox'], debian: 'firefox-esr', args: [] },
};

/** How puppeteer starts a browser. @throws {Error} that says how to get it, if it is not there */
export function settingsOf(name) {
  const { browser, places, debian, args } = BROWSERS[name];
  const executablePath = places.find((place) => existsSync(place));
  if (executablePath === undefined) throw new Error(`no ${name}: looked for ${places.join(', ')}. Debian: apt install ${debian}`);
  return { browser, executablePath, args, headless: true };
}
