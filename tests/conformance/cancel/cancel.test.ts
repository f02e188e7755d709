import { scenario } from '../_scenario.ts';
import { Stage } from '../_stage.ts';

scenario('cancel', 'the caller gives up while it rings, on both legs of an app in the middle', async () => {
  await using stage = await Stage.open('caller', 'callee');
  stage.app.invite((req, res) => {
    // A caller who gives up makes it reject; the ladder says what comes of it.
    stage.app.createB2BUA(req, res, stage.uri('callee'), {}).catch(() => undefined);
  });
  const callee = await stage.sipp('callee', new URL('cancelled.xml', import.meta.url));
  const caller = await stage.sipp('caller', new URL('cancels.xml', import.meta.url));
  await Promise.all([caller.finished(), callee.finished()]);
  await stage.wire.assertLadder(
    `
    caller → server INVITE
    server → caller 100 INVITE
    server → caller 180 INVITE
    caller → server CANCEL
    server → caller 200 CANCEL
    server → caller 487 INVITE
    caller → server ACK
    `,
    'caller',
    'server',
  );
  await stage.wire.assertLadder(
    `
    server → callee INVITE
    callee → server 180 INVITE
    server → callee CANCEL
    callee → server 200 CANCEL
    callee → server 487 INVITE
    server → callee ACK
    `,
    'server',
    'callee',
  );
});
