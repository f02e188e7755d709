/** A plain drachtio-srf back-to-back app. Arguments: host, control port and secret of the server, the callee's SIP port. */
import Srf from 'drachtio-srf';
import type { AppReady } from './bed.ts';
import { answerMeasurements } from './measured-process.ts';

const [host = '', port = '', secret = '', calleePort = ''] = process.argv.slice(2);
let failed = 0;

const srf = new Srf();
srf.on('error', (error: Error) => console.error(error.message));
srf.invite((req, res) => {
  srf
    .createB2BUA(req, res, `sip:callee@127.0.0.1:${calleePort}`, {})
    .then(({ uas, uac }) => {
      uas.on('destroy', () => end(uac));
      uac.on('destroy', () => end(uas));
    })
    .catch(() => {
      failed += 1;
    });
});

function end(dialog: Srf.Dialog): void {
  // Its answer is a promise, which its types do not say.
  Promise.resolve(dialog.destroy()).catch(() => {
    failed += 1;
  });
}

srf.once('connect', (_error: Error | null, hostports: string) => {
  answerMeasurements(() => ({ failed }));
  const ready: AppReady = { sipPort: Number(/udp\/[^,]*:(\d+)/.exec(hostports)?.[1]) };
  process.send?.(ready);
});
void srf.connect({ host, port: Number(port), secret });
