import fc from 'fast-check';

// The same inputs in each run, so that a change fails for what it changes; FC_SEED=<number> tries others.
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_121) });
