/** The emoji that are shown as such; others keep their names. */
const EMOJI = {
  "+1": "👍", "-1": "👎", "100": "💯", beers: "🍻", bug: "🐛", bulb: "💡", calendar: "📅", clap: "👏", coffee: "☕", confused: "😕",
  construction: "🚧", cry: "😢", dog: "🐶", eyes: "👀", fire: "🔥", gear: "⚙️", gift: "🎁", grinning: "😀", heart: "❤️",
  heart_eyes: "😍", heavy_check_mark: "✔️", heavy_plus_sign: "➕", hourglass_flowing_sand: "⏳", information_source: "ℹ️", joy: "😂",
  laughing: "😆", lock: "🔒", mag: "🔍", memo: "📝", muscle: "💪", no_entry: "⛔", ok_hand: "👌", otter: "🦦", palm_tree: "🌴",
  partying_face: "🥳", point_right: "👉", pray: "🙏", question: "❓", raised_hands: "🙌", robot_face: "🤖", rocket: "🚀", rotating_light: "🚨",
  see_no_evil: "🙈", slightly_smiling_face: "🙂", smile: "😄", sob: "😭", sparkles: "✨", speech_balloon: "💬", star: "⭐", sunglasses: "😎",
  sunny: "☀️", tada: "🎉", tea: "🍵", thinking_face: "🤔", thumbsdown: "👎", thumbsup: "👍", warning: "⚠️", wave: "👋",
  white_check_mark: "✅", wink: "😉", x: "❌", zap: "⚡",
};

export const PALETTE = ["thumbsup", "heart", "tada", "eyes", "white_check_mark", "joy", "rocket", "wave", "thinking_face", "pray", "fire", "x"];

export function emoji(name) {
  return EMOJI[name.split("::")[0]] ?? `:${name}:`;
}
