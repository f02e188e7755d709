/**
 * `npm run sbom -- claim`: what is in an image of ours, as CycloneDX on standard output: the packages one service depends on at run time,
 * with the lockfile's versions and sums. The base image's own list comes with that image.
 */
import { runCommand } from './run-command.ts';

const [service] = process.argv.slice(2);
if (service === undefined) {
  console.error('usage: npm run sbom -- SERVICE');
  process.exit(2);
}
const { exitCode, output } = await runCommand([
  'npm',
  'sbom',
  '--omit=dev',
  '--package-lock-only',
  '--sbom-format=cyclonedx',
  '--sbom-type=application',
  `--workspace=services/${service}`,
]);
console.log(output.slice(output.indexOf('{')));
process.exitCode = exitCode;
