export { systemClock } from './system-clock.ts';
export { systemFailpointEffects } from './system-failpoints.ts';
export { systemRandom } from './system-random.ts';
