/**
 * Whether a protocol deals images in place of clips, so that images of one recording stand on both sides of the
 * split: a network that remembers recordings is then taken for one that recognises emotions.
 */
export function leaks({ name }: { readonly name: string }): boolean {
  return name.startsWith("image-");
}
