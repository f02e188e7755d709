import { runSimulate } from './run-simulate.ts';

process.exitCode = await runSimulate(process.argv.slice(2), process.env);
