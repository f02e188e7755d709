import { Baresip } from '../../stack/baresip.ts';
import { Kamailio } from '../_kamailio.ts';
import { Registrar } from '../_registrar.ts';
import { scenario } from '../_scenario.ts';
import { Stage, stockPart } from '../_stage.ts';

const PASSWORD = 'one-secret';
const CONFIG = new URL('proxy.cfg', import.meta.url);

interface Access extends AsyncDisposable {
  readonly stage: Stage;
  readonly phone: Baresip;
  readonly registrar: Registrar;
}

/** A phone that has registered with the server through Kamailio. */
async function openAccess(): Promise<Access> {
  await using opened = new AsyncDisposableStack();
  const stage = opened.use(await Stage.open('callee', 'kamailio', 'far'));
  const registrar = Registrar.on(stage.app, { callee: PASSWORD });
  const [port, server] = [stage.port('kamailio'), stage.server.udpPort];
  opened.use(await Kamailio.start({ config: CONFIG, port, words: { server } }));
  const account = { user: 'callee', password: PASSWORD, port: stage.port('callee'), toneHz: 440 };
  const phone = opened.use(await Baresip.start({ ...account, registrar: { host: '127.0.0.1', port } }));
  const kept = opened.move();
  return { stage, phone, registrar, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

const REGISTERED = (near: string, far: string): string => `
  ${near} → ${far} REGISTER
  ${far} → ${near} 401 REGISTER
  ${near} → ${far} REGISTER
  ${far} → ${near} 200 REGISTER`;

/** A whole call between two neighbours; `trying` where the second says 100 at once. */
const CALLED = (near: string, far: string, trying: 'trying' | 'silent'): string => `
  ${near} → ${far} INVITE
  ${trying === 'trying' ? `${far} → ${near} 100 INVITE` : ''}
  ${far} → ${near} 180 INVITE
  ${far} → ${near} 200 INVITE
  ${near} → ${far} ACK
  ${near} → ${far} BYE
  ${far} → ${near} 200 BYE`;

scenario(
  'kamailio-path',
  'a call finds a phone behind a proxy by its Path, and the proxy stays in the dialog',
  async () => {
    await using access = await openAccess();
    const { stage, phone } = access;
    const caller = await stage.sipp('far', stockPart('caller'));
    await phone.rings();
    await phone.accept();
    await caller.finished();
    await phone.closed();
    const { wire } = stage;
    await wire.assertLadder(CALLED('far', 'server', 'trying'), 'far', 'server');
    const throughProxy = REGISTERED('kamailio', 'server') + CALLED('server', 'kamailio', 'trying');
    await wire.assertLadder(throughProxy, 'kamailio', 'server');
    const toPhone = REGISTERED('callee', 'kamailio') + CALLED('kamailio', 'callee', 'silent');
    await wire.assertLadder(toPhone, 'callee', 'kamailio');
  },
);

scenario(
  'kamailio-record-route',
  'a phone behind a proxy calls out, and the proxy stays in the dialog',
  async () => {
    await using access = await openAccess();
    const { stage, phone, registrar } = access;
    registrar.contacts.set('far', stage.uri('far'));
    const far = await stage.sipp('far', stockPart('callee'));
    await phone.dial(`sip:far@127.0.0.1:${stage.port('kamailio')}`);
    await phone.answered();
    await phone.hangUp();
    await far.finished();
    const { wire } = stage;
    const fromPhone = REGISTERED('callee', 'kamailio') + CALLED('callee', 'kamailio', 'trying');
    await wire.assertLadder(fromPhone, 'callee', 'kamailio');
    const throughProxy = REGISTERED('kamailio', 'server') + CALLED('kamailio', 'server', 'trying');
    await wire.assertLadder(throughProxy, 'kamailio', 'server');
    await wire.assertLadder(CALLED('server', 'far', 'silent'), 'server', 'far');
  },
);
