/** A plain drachtio-srf back-to-back app. Arguments: control port, the callee's SIP port. */
import Srf from 'drachtio-srf';
import { answerMeasurements } from './measured-process.ts';

const [controlPort, calleePort] = process.argv.slice(2).map(Number);
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

srf.once('connect', () => {
  answerMeasurements(() => ({ failed }));
  process.send?.('ready');
});
void srf.connect({ host: '127.0.0.1', port: controlPort ?? 0, secret: 'bench' });
