// AssemblyScript, compiled by resources/wasm.mjs; entropy.ts tells what the bytes mean and calls this.
//
// Nothing here is ever out of bounds: a token takes two bytes of words and 31 bits of the others at most, so MAX_COUNT tokens stay inside the memory
// whatever the bytes are. Whether they were what an encoder wrote is known at the end, from where the two streams meet and from the last state.

export const MAX_COUNT: i32 = 4096;
export const CONFIGS: i32 = 20;

const MODEL: usize = 48; // 16 cumulative u16, the total, the age
const AGE: usize = 34;
const MODELS: usize = 0; // five of them
const STEPS: usize = 256; // by token: what its model moves to, 16 u16
const CONTEXTS: usize = 1024; // by the two tokens before (older one high): its model's address, u16
const BASES: usize = 2048; // by configuration: 16 u32, the smallest number of each token
const WIDTHS: usize = 4096; // by configuration: 16 u8, how many bits tell the number apart from it
export const NUMBERS: usize = 8192; // i32 residuals, in and out
const PAIRS: usize = NUMBERS + 4 * 4096; // by token: start << 16 | frequency, while encoding
const BEHIND: usize = PAIRS + 4 * 4096; // bytes that may be read before a block; while encoding, the bits
export const BLOCK: usize = BEHIND + 17408;
export const MAX_BYTES: i32 = 4 + 2 * 4096 + 16384;

const TOTAL_BITS: u32 = 15;
const TOTAL: u32 = 1 << TOTAL_BITS;
const LEAST: u32 = 32; // of 32,768: no token becomes so rare that the largest step of a model would make its share vanish
const OLD: u32 = 16;
const LOWEST: u32 = 1 << 16; // of a state between two tokens

/** Tokens of a configuration: `literals` numbers by themselves, then ranges that begin with 2^first numbers and double after every `same` of them; the last takes all that is left. */
export function configure(config: usize, literals: u32, same: u32, first: u32): void {
  let base: u32 = 0;
  let width: u32 = first;
  let run: u32 = 0;
  for (let token: usize = 0; token < 16; token++) {
    const bits: u32 = token == 15 ? 31 : token < <usize>literals ? 0 : width;
    store<u32>(BASES + (config << 6) + (token << 2), base);
    store<u8>(WIDTHS + (config << 4) + token, <u8>bits);
    base += 1 << (bits & 31);
    if (token >= <usize>literals && ++run == same) {
      run = 0;
      width++;
    }
  }
}

/** Once, before anything else. */
export function prepare(): void {
  for (let token: u32 = 0; token < 16; token++) {
    for (let k: u32 = 0; k < 16; k++) store<u16>(STEPS + (token << 5) + (k << 1), <u16>(k <= token ? LEAST * k : TOTAL - LEAST * (16 - k)));
  }
  for (let older: u32 = 0; older < 16; older++) {
    for (let last: u32 = 0; last < 16; last++) {
      const model: u32 = last == 0 ? (older == 0 ? 0 : 1) : last < 5 ? 2 : last < 9 ? 3 : 4;
      store<u16>(CONTEXTS + (((older << 4) | last) << 1), <u16>(MODELS + model * MODEL));
    }
  }
}

function forget(): void {
  for (let model: usize = MODELS; model < MODELS + 5 * MODEL; model += MODEL) {
    for (let k: u32 = 0; k <= 16; k++) store<u16>(model + (k << 1), <u16>(k << 11));
    store<u16>(model + AGE, 1);
  }
}

// @ts-ignore: decorator
@inline
function learn(model: usize, token: usize, low: v128, high: v128): void {
  const age: u32 = load<u16>(model + AGE);
  const rate: i32 = 32 - clz<u32>(age);
  const steps: usize = STEPS + (token << 5);
  v128.store(model, i16x8.add(low, i16x8.shr_s(i16x8.sub(v128.load(steps), low), rate)));
  v128.store(model, i16x8.add(high, i16x8.shr_s(i16x8.sub(v128.load(steps, 16), high), rate)), 16);
  store<u16>(model + AGE, <u16>(age + <u32>(age < OLD)));
}

/** Reads `count` residuals from `bytes` bytes at BLOCK into NUMBERS; false when no encoder wrote them. */
export function decode(bytes: i32, count: i32, config: usize): bool {
  forget();
  const bases: usize = BASES + (config << 6);
  const widths: usize = WIDTHS + (config << 4);
  const end: usize = BLOCK + <usize>bytes;
  let state: u32 = load<u32>(BLOCK);
  if (state < LOWEST) return false;
  let word: usize = BLOCK + 4;
  let bit: u32 = 0;
  let before: u32 = 0;
  const last: usize = NUMBERS + (<usize>count << 2);
  for (let to: usize = NUMBERS; to < last; to += 4) {
    const model: usize = load<u16>(CONTEXTS + (before << 1));
    const low: v128 = v128.load(model);
    const high: v128 = v128.load(model, 16);
    const slot: u32 = state & (TOTAL - 1);
    const all: v128 = i16x8.splat(<i16>slot);
    const above: i32 = i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.gt_s(low, all), i16x8.gt_s(high, all)));
    const token: usize = <usize>(ctz<i32>(above | 0x10000) - 1);
    const start: u32 = load<u16>(model + (token << 1));
    const frequency: u32 = <u32>load<u16>(model + (token << 1), 2) - start;
    state = frequency * (state >> TOTAL_BITS) + slot - start;
    const renew: bool = state < LOWEST; // as often as not: a branch would be guessed wrongly
    state = select<u32>((state << 16) | load<u16>(word), state, renew);
    word += <usize>renew << 1;
    learn(model, token, low, high);
    before = ((before << 4) | <u32>token) & 255;
    const width: u32 = load<u8>(widths + token);
    const window: u64 = load<u64>(end - 8 - (bit >> 3)) << (bit & 7);
    const number: u32 = load<u32>(bases + (token << 2)) + <u32>((window >> 1) >> (63 - width));
    bit += width;
    store<u32>(to, (number >> 1) ^ (0 - (number & 1)));
  }
  return state == LOWEST && word + <usize>((bit + 7) >> 3) == end;
}

/** Writes `count` residuals at NUMBERS to BLOCK; returns how many bytes. */
export function encode(count: i32, config: usize): i32 {
  forget();
  const bits: u32 = choose(count, config);
  let state: u32 = LOWEST;
  let word: usize = BLOCK + 4 + 2 * <usize>count; // written from behind, then moved to the front
  const end: usize = word;
  for (let from: usize = PAIRS + (<usize>count << 2); from > PAIRS; ) {
    from -= 4;
    const pair: u32 = load<u32>(from);
    const frequency: u32 = pair & 0xffff;
    if (state >= frequency << 17) {
      word -= 2;
      store<u16>(word, <u16>state);
      state >>= 16;
    }
    state = ((state / frequency) << TOTAL_BITS) + (state % frequency) + (pair >> 16);
  }
  store<u32>(BLOCK, state);
  const words: usize = end - word;
  memory.copy(BLOCK + 4, word, words);
  const tail: usize = <usize>((bits + 7) >> 3);
  for (let i: usize = 0; i < tail; i++) store<u8>(BLOCK + 4 + words + tail - 1 - i, load<u8>(BEHIND + i));
  return <i32>(4 + words + tail);
}

/** The shares of all tokens, in PAIRS, and the bits beside them, at BEHIND: first bit highest; returns how many bits. */
function choose(count: i32, config: usize): u32 {
  const bases: usize = BASES + (config << 6);
  const widths: usize = WIDTHS + (config << 4);
  let before: u32 = 0;
  let bit: u32 = 0;
  let waiting: u64 = 0;
  let held: u32 = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const residual: i32 = load<i32>(NUMBERS + (i << 2));
    const number: u32 = <u32>((residual << 1) ^ (residual >> 31));
    let token: usize = 0;
    for (let step: usize = 8; step > 0; step >>= 1) if (load<u32>(bases + ((token + step) << 2)) <= number) token += step;
    const model: usize = load<u16>(CONTEXTS + (before << 1));
    const start: u32 = load<u16>(model + (token << 1));
    store<u32>(PAIRS + (i << 2), (start << 16) | (<u32>load<u16>(model + (token << 1), 2) - start));
    learn(model, token, v128.load(model), v128.load(model, 16));
    before = ((before << 4) | <u32>token) & 255;
    const width: u32 = load<u8>(widths + token);
    waiting = (waiting << width) | <u64>(number - load<u32>(bases + (token << 2)));
    held += width;
    for (; held >= 8; held -= 8, bit += 8) store<u8>(BEHIND + (bit >> 3), <u8>(waiting >> (held - 8)));
  }
  if (held > 0) store<u8>(BEHIND + (bit >> 3), <u8>(waiting << (8 - held)));
  return bit + held;
}
