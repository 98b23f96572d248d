import { z } from 'zod';

// before the first schema is made: the page may not compile code from strings, and already trying whether it may is a breach of its policy
z.config({ jitless: true });
void import('./start.tsx');
