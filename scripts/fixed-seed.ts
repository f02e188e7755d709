/**
 * Preloaded into the suite of unit tests (`node --import`): every property draws the same cases in each run, so that a change fails for
 * what it changed and not by chance. `FIRSTRING_SEED=42` draws others, and a file run by itself (`node --test FILE`) others each time.
 */
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env['FIRSTRING_SEED'] ?? 1) });
