export { eventually } from './eventually.ts';
export { seededRandom } from './seeded-random.ts';
export { SimulatedClock } from './simulated-clock.ts';
