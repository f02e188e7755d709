/** The peer: Kamailio as a stateful relay between the same two ends. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuMsOf } from '../process-cpu.ts';

export interface Kamailio extends AsyncDisposable {
  readonly version: string;
  /** CPU of all its processes since their start, ms. */
  cpuMs(): number;
}

/** Undefined where it is not installed. */
export async function startKamailio(port: number, calleePort: number): Promise<Kamailio | undefined> {
  const version = /kamailio (\S+)/.exec(
    spawnSync('kamailio', ['-v'], { encoding: 'utf8' }).stdout ?? '',
  )?.[1];
  if (version === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'firstring-kamailio-'));
  writeFileSync(join(folder, 'relay.cfg'), configuration(port, calleePort));
  const args = ['-f', 'relay.cfg', '-DD', '-E', '-m', '256', '-M', '16', '-Y', folder];
  const child = spawn('kamailio', args, { cwd: folder, stdio: 'ignore' });
  await Promise.race([once(child, 'exit'), new Promise((resolve) => setTimeout(resolve, 1500))]);
  if (child.pid === undefined || child.exitCode !== null) throw new Error('Kamailio does not start');
  const { pid } = child;
  return {
    version,
    cpuMs: () => [pid, ...childrenOf(pid)].reduce((sum, it) => sum + cpuMsOf(it), 0),
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function childrenOf(pid: number): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return list === '' ? [] : list.split(' ').map(Number);
}

function configuration(port: number, calleePort: number): string {
  return `#!KAMAILIO
debug=0
log_stderror=yes
children=2
auto_aliases=no
listen=udp:127.0.0.1:${port}
loadmodule "pv.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "textops.so"
loadmodule "siputils.so"
request_route {
  if (is_method("CANCEL")) {
    if (t_check_trans()) t_relay();
    exit;
  }
  if (has_totag()) {
    if (loose_route()) t_relay();
    exit;
  }
  record_route();
  $du = "sip:127.0.0.1:${calleePort}";
  t_relay();
}
`;
}
