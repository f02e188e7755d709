import { ReportPage } from './report-page.tsx';
import { CALLERS, MONITORING, PENETRATION, RATES, SPEED, TRUNKS, VENDORS, WAITS } from './report-specs.ts';

//
export const LeadMonitoring = () => <ReportPage spec={MONITORING} />;
//
export const LeadPenetration = () => <ReportPage spec={PENETRATION} />;
//
export const Rates = () => <ReportPage spec={RATES} />;
//
export const SpeedToLead = () => <ReportPage spec={SPEED} />;
//
export const WaitingTimes = () => <ReportPage spec={WAITS} />;
//
export const CallerIds = () => <ReportPage spec={CALLERS} />;
export const Trunks = () => <ReportPage spec={TRUNKS} />;
export const Vendors = () => <ReportPage spec={VENDORS} />;
