// The entry for whoever simulates days: the command, and the console by way of the service.
export { campaignsOf, changedCampaign, policyOfDay } from './app/simulate/changed-campaign.ts';
export { dayLines, readDay } from './app/simulate/day-file.ts';
export type { Day } from './app/simulate/day.ts';
export { dayOf } from './app/simulate/day-of.ts';
export { dayReport, type DayReport } from './app/simulate/day-report.ts';
export { printReport } from './app/simulate/print-report.ts';
export { simulateDay } from './app/simulate/simulate-day.ts';
export { syntheticDay } from './app/simulate/synthetic-day.ts';
export { exportDay } from './transport/bus/day/export-day.ts';
export { decodeCard } from './upstream/decode-card.ts';
