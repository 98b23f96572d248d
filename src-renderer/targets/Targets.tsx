export function Targets() {
  return null;
}
