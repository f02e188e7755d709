import assert from 'node:assert/strict';
import { Registrar } from '../_registrar.ts';
import { scenario } from '../_scenario.ts';
import { SipServiceUnderTest } from '../_sip-service.ts';
import { Stage } from '../_stage.ts';
import { runTool } from '../_tool.ts';

async function ask(stage: Stage): Promise<void> {
  const { exitCode, output } = await runTool('sipsak', ['-v', '-s', `sip:${stage.server.address}`]);
  assert.equal(exitCode, 0, output);
}

scenario(
  'sipsak-options',
  'the sip service answers a ping of sipsak with 200, and each hop of its traceroute',
  async () => {
    await using stage = await Stage.open('nobody');
    await using _service = await SipServiceUnderTest.start(stage.server);
    await ask(stage);
    const trace = await runTool('sipsak', ['-T', '-s', `sip:someone@${stage.server.address}`]);
    assert.match(trace.output, /483 Too Many Hops[\s\S]*200 OK/);
  },
);

scenario('sipsak-register', 'sipsak registers with digest', async () => {
  await using stage = await Stage.open('nobody');
  const registrar = Registrar.on(stage.app, { sipsak: 'one-secret' });
  const account = ['-a', 'one-secret', '-s', `sip:sipsak@${stage.server.address}`];
  const { exitCode, output } = await runTool('sipsak', ['-U', '-x', '60', ...account]);
  assert.equal(exitCode, 0, output);
  assert.match(registrar.contacts.get('sipsak') ?? '', /^sip:sipsak@127\.0\.0\.1/);
});

scenario(
  'sipsak-flood',
  'sip/49 a flood of OPTIONS is answered or dropped, and the next ping has its answer',
  async () => {
    await using stage = await Stage.open('nobody');
    await using _service = await SipServiceUnderTest.start(stage.server);
    await runTool('sipsak', ['-F', '-e', '1000', '-s', `sip:${stage.server.address}`]);
    await ask(stage);
  },
);

scenario('sipsak-random', 'requests with characters trashed at random do no harm', async () => {
  await using stage = await Stage.open('nobody');
  await using _service = await SipServiceUnderTest.start(stage.server);
  // It stops at the first of them that is not answered, as some may not be, and says so with its exit code.
  const trashed = ['-R', '-t', '40', '-s', `sip:${stage.server.address}`];
  await Promise.all([1, 2, 3].map(() => runTool('sipsak', trashed, { deadlineMs: 4000 })));
  await ask(stage);
});
