export const shortestPassword = 10;
export const passwordHint = `At least ${shortestPassword} characters; what is easy to guess is refused. Some words in a row are good.`;
