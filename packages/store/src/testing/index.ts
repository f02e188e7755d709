export { openStoreUnderTest } from './store-under-test.ts';
