import { scenario } from '../_scenario.ts';
import { Stage } from '../_stage.ts';

scenario('busy', 'a callee who is busy is busy to the caller', async () => {
  await using stage = await Stage.open('caller', 'callee');
  stage.app.invite((req, res) => {
    stage.app.createB2BUA(req, res, stage.uri('callee'), {}).catch(() => undefined);
  });
  const refuses = new URL('refuses.xml', import.meta.url);
  const callee = await stage.sipp('callee', refuses, { keys: { status: '486 Busy Here' } });
  const caller = await stage.sipp('caller', new URL('refused.xml', import.meta.url));
  await Promise.all([caller.finished(), callee.finished()]);
  const leg = (near: string, far: string, trying: string): string => `
    ${near} → ${far} INVITE
    ${trying}
    ${far} → ${near} 486 INVITE
    ${near} → ${far} ACK
  `;
  await stage.wire.assertLadder(leg('caller', 'server', 'server → caller 100 INVITE'), 'caller', 'server');
  await stage.wire.assertLadder(leg('server', 'callee', ''), 'server', 'callee');
});
