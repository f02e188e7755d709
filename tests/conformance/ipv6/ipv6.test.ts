import assert from 'node:assert/strict';
import { Secret, silentLog } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { createSipEngine } from '@firstring/sip-engine';
import { connectApp, sdp } from '@firstring/sip-engine/testing';
import { eventually } from '@firstring/testkit';
import { scenario } from '../_scenario.ts';
import { runTool } from '../_tool.ts';

const CALLS = 20;
/** SIPp's own caller, over UDP and over one TCP connection. */
const TRANSPORTS = { udp: 'u1', tcp: 't1' } as const;

for (const [protocol, mode] of Object.entries(TRANSPORTS)) {
  scenario('ipv6', `SIPp calls over IPv6 and ${protocol}, and hangs up`, async () => {
    await using engine = await createSipEngine({
      clock,
      random,
      log: { ...silentLog, error: (fields, message) => console.error(message, fields) },
      listeners: [
        { protocol: 'udp', address: '::1', port: 0 },
        { protocol: 'tcp', address: '::1', port: 0 },
      ],
      control: { host: '127.0.0.1', port: 0, secret: new Secret('ipv6') },
    });
    const app = await connectApp(engine, { secret: 'ipv6' });
    let ended = 0;
    app.invite((req, res) => {
      const answered = app.createUAS(req, res, { localSdp: sdp('sendrecv') });
      answered.then(
        (dialog) => dialog.on('destroy', () => (ended += 1)),
        (error: unknown) => console.error(error),
      );
    });
    const port = engine.listeningOn.find((listener) => listener.protocol === protocol)?.port ?? 0;
    const limits = ['-m', String(CALLS), '-r', '50', '-d', '50', '-timeout', '20s', '-timeout_error'];
    const args = ['-sn', 'uac', '-i', '[::1]', '-t', mode, ...limits, '-nostdin', `[::1]:${port}`];
    const { exitCode, output } = await runTool('sipp', args, { deadlineMs: 30_000 });
    assert.equal(exitCode, 0, output.slice(-2_000));
    await eventually(clock, 'the app has seen every call end', () => ended === CALLS);
    assert.equal(engine.stats().faults, 0);
    app.disconnect();
  });
}
