import { scenario } from '../_scenario.ts';
import { Stage, stockPart } from '../_stage.ts';

scenario('back-to-back', 'SIPp calls SIPp through an app in the middle', async () => {
  await using stage = await Stage.open('caller', 'callee');
  stage.app.invite((req, res) => {
    void stage.app.createB2BUA(req, res, stage.uri('callee'), {}).then(({ uas, uac }) => {
      uas.on('destroy', () => void uac.destroy());
    });
  });
  const callee = await stage.sipp('callee', stockPart('callee'));
  const caller = await stage.sipp('caller', stockPart('caller'));
  await Promise.all([caller.finished(), callee.finished()]);
  const legs = (near: string, far: string, trying: string): string => `
    ${near} → ${far} INVITE
    ${trying}
    ${far} → ${near} 180 INVITE
    ${far} → ${near} 200 INVITE
    ${near} → ${far} ACK
    ${near} → ${far} BYE
    ${far} → ${near} 200 BYE
  `;
  await stage.wire.assertLadder(legs('caller', 'server', 'server → caller 100 INVITE'), 'caller', 'server');
  await stage.wire.assertLadder(legs('server', 'callee', ''), 'server', 'callee');
});
