/** Ingest in a process of its own, to be killed at a named step: `node _crash-child.ts <folder> <lead store> <failpoint>`. */
import { armFailpoints } from '@firstring/kernel';
import { systemFailpointEffects } from '@firstring/kernel/system';
import { openIngest } from './_harness.ts';

const [folder = '', address = '', failpoint = ''] = process.argv.slice(2);
const ingest = await openIngest({ folder, address });
armFailpoints(`${failpoint}:kill`, systemFailpointEffects);
process.stdout.write(`${ingest.port}\n`);
