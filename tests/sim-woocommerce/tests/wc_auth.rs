//! The authorisation page refuses what `WC_Auth` refuses.
#![allow(clippy::unwrap_used)]

mod shop;

use bytes::Bytes;
use http::Request;
use shop::Shop;
use sim_woocommerce::Reply;

const GOOD: [(&str, &str); 5] = [
    ("app_name", "WooSync"),
    ("user_id", "7"),
    ("return_url", "https://app.example.test/back"),
    ("callback_url", "https://app.example.test/keys"),
    ("scope", "read_write"),
];

/// Status, where it leads, and the page.
fn asks(shop: &mut Shop, page: &str, fields: &[(&str, &str)], who: &str) -> (u16, String, String) {
    let mut url = url::Url::parse("http://shop.example.test").unwrap();
    url.set_path(&format!("/wc-auth/v1/{page}"));
    url.query_pairs_mut().extend_pairs(fields);
    let request = Request::get(url.as_str()).header("cookie", who);
    let request = request.body(Bytes::new()).unwrap();
    let Reply::Answer(answer) = shop.store.handle(&request, shop.now) else {
        panic!("no answer");
    };
    let to = answer.headers().get("location");
    let to = to.map_or_else(String::new, |to| to.to_str().unwrap().to_owned());
    let said = String::from_utf8(answer.body().to_vec()).unwrap();
    (answer.status().as_u16(), to, said)
}

#[test]
fn what_is_missing_or_wrong_is_told_before_anybody_logs_in() {
    let mut shop = Shop::new();
    for (name, value, says) in [
        ("app_name", "", "Missing parameter app_name."),
        ("user_id", "0", "Missing parameter user_id."),
        ("scope", "all", "Invalid scope all."),
        (
            "callback_url",
            "http://app.example.test/",
            "needs to be over SSL.",
        ),
        // It is decoded twice, so this is plain HTTP as well.
        (
            "callback_url",
            "http%3A%2F%2Fapp.example.test",
            "needs to be over SSL.",
        ),
        ("return_url", "https://", "is not a valid URL."),
    ] {
        let mut fields = GOOD;
        let place = fields.iter().position(|field| field.0 == name).unwrap();
        fields[place].1 = value;
        let (status, _, said) = asks(&mut shop, "authorize", &fields, "");
        assert_eq!(status, 401, "{name}={value}");
        assert!(said.contains(says), "{says}: {said}");
    }
}

#[test]
fn only_who_may_manage_the_shop_sees_the_button() {
    let mut shop = Shop::new();
    let (status, to, _) = asks(&mut shop, "authorize/", &GOOD, "");
    assert_eq!(status, 302);
    assert!(
        to.starts_with("https://shop.example.test/wc-auth/v1/login/?"),
        "{to}"
    );
    let buyer = "wordpress_logged_in_sim=buyer";
    let (status, _, said) = asks(&mut shop, "authorize", &GOOD, buyer);
    assert_eq!(status, 401);
    assert!(said.contains("You do not have permission"), "{said}");
    let manager = "wordpress_logged_in_sim=manager";
    let (status, _, said) = asks(&mut shop, "authorize", &GOOD, manager);
    assert_eq!(status, 200);
    assert!(said.contains("wc_auth_nonce="), "{said}");
    assert!(
        !said.contains("&callback_url"),
        "the link is escaped: {said}"
    );
}
