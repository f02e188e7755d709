/** The lead store in a process of its own, to be killed at a named step: `node _crash-child.ts <folder> <failpoint>`. */
import { armFailpoints } from '@firstring/kernel';
import { systemFailpointEffects } from '@firstring/kernel/system';
import { openLeadStore } from './_harness.ts';

const [folder = '', failpoint = ''] = process.argv.slice(2);
await openLeadStore({ folder });
armFailpoints(`${failpoint}:kill`, systemFailpointEffects);
process.stdout.write('ready\n');
