import { Baresip } from '../../stack/baresip.ts';
import { Linphone } from '../../stack/linphone.ts';
import { scenario } from '../_scenario.ts';
import { SipServiceUnderTest } from '../_sip-service.ts';
import { Stage } from '../_stage.ts';

const PASSWORD = 'correct-horse-battery';

/** Registers once, and once more at each end of its life, which is what a phone that is switched off does. */
const ladder = (phone: string): string => `
  ${phone} → server REGISTER
  server → ${phone} 401 REGISTER
  ${phone} → server REGISTER
  server → ${phone} 200 REGISTER`;

scenario('registrar-baresip', 'baresip registers with the sip service by digest', async () => {
  await using stage = await Stage.open('phone');
  await using service = await SipServiceUnderTest.start(stage.server);
  await service.account('phone', PASSWORD);
  const registrar = { host: '127.0.0.1', port: stage.server.udpPort };
  const phone = { user: 'phone', password: PASSWORD, registrar, port: stage.port('phone') };
  await using _baresip = await Baresip.start({ ...phone, toneHz: 440 });
  await stage.wire.assertLadder(ladder('phone'));
});

scenario('registrar-linphone', 'linphone registers with the sip service by digest', async () => {
  await using stage = await Stage.open('phone');
  await using service = await SipServiceUnderTest.start(stage.server);
  await service.account('phone', PASSWORD);
  const registrar = { host: '127.0.0.1', port: stage.server.udpPort };
  const phone = { user: 'phone', password: PASSWORD, registrar, port: stage.port('phone') };
  await using _linphone = await Linphone.start(phone);
  await stage.wire.assertLadder(ladder('phone'));
});
