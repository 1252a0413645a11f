/**
 * Name of one of a clip's images: the clip's path and the number of the window.
 * @param window From 1.
 */
export function imageName(clip: string, window: number): string {
  return `${clip}#${window}`;
}

/** The clip of an image by that name. */
export function clipOfImage(name: string): string {
  return name.slice(0, name.lastIndexOf("#"));
}
