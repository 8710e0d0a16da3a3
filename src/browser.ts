/** myelin in a page or in a worker of a page: all but what loads addons. */
import { useHost } from './core/host.ts';
import { browser } from './host/browser.ts';

useHost(() => browser);

export * from './api.ts';
export { setWorkerUrl } from './host/browser.ts';
