/** myelin in a page or in a worker of a page: all but what loads addons. */
import './host/browser.ts';

export * from './api.ts';
