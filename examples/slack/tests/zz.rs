#![allow(missing_docs)]
use serde_json::json;
use slack::markdown::*;
#[test]
fn show() {
    let names = Names::default()
        .user("U1", MentionedUser { id: "user_1".into(), name: "Ada C++ (Ops)".into() })
        .channel("C2", "random");
    for s in [
        "*b* _i_ ~s~ `c`",
        "<https://a.b|l> <https://a.b> <mailto:a@b.c|a@b.c> <http://example.com|example.com>",
        "<@U1> <@U2> <#C1|general> <#C2> <!channel> <!subteam^S1|@team> <!date^1^{date}|today>",
        "&lt;b&gt; a &lt; b &amp;&amp; c",
        "```x```",
        "a\n```code\nmore```\nb",
        "&gt; q\n&gt; r\ns",
        "• a\n    ◦ b\n• c\nend",
        "1. a\n2. b\n5. c",
        "2*3*4 snake_case *bold*",
        "```<https://x.y>```",
        "&gt;&gt;&gt; all\nof\nthis",
        "I &lt;3 it, C#, #tag, - no, 5 - 3, ~5 min, why? (maybe) [x] *note",
        "# not heading\n---\n+ x",
        "*a*b _x_",
        "`a` *_x_* :+1: :white_check_mark:",
        "&lt;!channel&gt;",
        "end\\",
        "*bold \n still*",
        "Hello <@U1>!",
    ] {
        let h = Incoming::parse(s, &[]).to_markdown(&names);
        println!("{s:?}\n   => {:?}", h.text);
        for m in h.mentions {
            let u: Vec<u16> = h.text.encode_utf16().collect();
            println!("      {}..{} {:?}", m.start.0, m.end.0, String::from_utf16(&u[m.start.0..m.end.0]).unwrap());
        }
        println!("   <= {:?}", Mrkdwn::from_markdown(&h.text, &[]).as_str());
    }
    let rt = json!({"type":"rich_text","elements":[
     {"type":"rich_text_section","elements":[{"type":"text","text":"Hi "},{"type":"user","user_id":"U1"},{"type":"text","text":" bold ","style":{"bold":true}},{"type":"text","text":"and a.b","style":{"code":true}},{"type":"link","url":"https://x.y/(z)","text":"la]bel"},{"type":"emoji","name":"wave"},{"type":"text","text":"\n"}]},
     {"type":"rich_text_list","style":"ordered","indent":0,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"one"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"two"}]}]},
     {"type":"rich_text_list","style":"bullet","indent":1,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"sub"}]}]},
     {"type":"rich_text_list","style":"ordered","indent":0,"offset":2,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"three"}]}]},
     {"type":"rich_text_quote","elements":[{"type":"text","text":"quoted\nlines"}]},
     {"type":"rich_text_preformatted","elements":[{"type":"text","text":"code();"}]},
     {"type":"rich_text_section","elements":[{"type":"text","text":"pre"},{"type":"text","text":"mid","style":{"bold":true}},{"type":"text","text":"fix"},{"type":"broadcast","range":"channel"}]}
    ]});
    let h = Incoming::parse("", &[rt]).to_markdown(&names);
    println!("{}", h.text);
    println!("{}", Mrkdwn::from_markdown(&h.text, &[]));
}
