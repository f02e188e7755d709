import { type AppMessage, appHeader } from '../control/app-message.ts';
import type { Header } from '../message/message.ts';

const SDP_START = Buffer.from('v=0');

/** Content-Type of what an app sends: SDP is recognised, anything else must be named. Undefined when it is not. */
export function contentHeaders(app: AppMessage): Header[] | undefined {
  if (app.body.length === 0) return [];
  if (SDP_START.equals(app.body.subarray(0, SDP_START.length))) {
    return [{ name: 'Content-Type', value: 'application/sdp' }];
  }
  const value = appHeader(app, 'Content-Type');
  return value === undefined ? undefined : [{ name: 'Content-Type', value }];
}
