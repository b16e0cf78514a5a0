/** The kind of image under which `assets` serves file thumbnails; the name is the file key. */
export const thumbnailKind = 'thumbnail';
