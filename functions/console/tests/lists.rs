//! Orders, buyers, revenue and the pipeline.

#![expect(clippy::unwrap_used)]

mod shop;

use domain::{ParkReason, Parked};
use serde_json::{Value, json};
use shop::{Sample, Shop};
use sync::Outcome;

fn ids(page: &Value) -> Vec<u64> {
    let orders = page["orders"].as_array().unwrap();
    orders
        .iter()
        .map(|order| order["id"].as_u64().unwrap())
        .collect()
}

/// Every id of a list, page by page.
async fn walk(shop: &Shop, path: &str) -> Vec<u64> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    for _ in 0..100 {
        let join = if path.contains('?') { '&' } else { '?' };
        let page = shop.get(&format!("{path}{join}{cursor}")).await;
        found.extend(ids(&page));
        match page["next"].as_str() {
            Some(next) => cursor = format!("cursor={next}"),
            None => return found,
        }
    }
    panic!("the list has no end");
}

#[tokio::test]
async fn orders_are_listed_newest_first_each_once_whatever_is_asked_for() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    for id in 1..=23 {
        let mut made = Sample::new(id, i64::try_from(id).unwrap());
        made.counts = false;
        if id % 5 == 0 {
            made.status = "processing";
            let parked = Parked::new(ParkReason::NoEmail, "add one");
            made.outcome = Outcome::Parked(parked);
        }
        shop.order(&made).await;
    }
    let all: Vec<u64> = (1..=23).rev().collect();
    for limit in [1, 4, 23, 100] {
        let path = format!("/stores/main/orders?limit={limit}");
        assert_eq!(walk(&shop, &path).await, all, "{limit}");
    }
    for filter in [
        "status=processing",
        "outcome=parked",
        "outcome=parked&status=processing&limit=2",
    ] {
        let found = walk(&shop, &format!("/stores/main/orders?{filter}")).await;
        assert_eq!(found, [20, 15, 10, 5], "{filter}");
    }
    let window = "from=2026-11-01T03:00:00Z&to=2026-11-01T06:00:00Z&limit=2";
    assert_eq!(
        walk(&shop, &format!("/stores/main/orders?{window}")).await,
        [5, 4, 3]
    );
    for (query, names) in [
        ("cursor=nonsense", "cursor"),
        ("from=yesterday", "from"),
        ("limit=-1", "limit"),
    ] {
        let path = format!("/stores/main/orders?{query}");
        let refused = shop.call("GET", &path, "[look]", None).await;
        assert_eq!(refused.status, 400, "{query}");
        assert!(refused.text.contains(names), "{}", refused.text);
    }
    let unknown = shop
        .call("GET", "/stores/other/orders", "[look]", None)
        .await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn an_order_is_found_by_its_number_its_id_and_its_buyer() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    let mut odd = Sample::new(7, 1);
    odd.number = "2026-0183".into();
    odd.email = "Joe@Example.com".into();
    shop.order(&odd).await;
    shop.order(&Sample::new(183, 2)).await;
    for (search, found) in [
        ("2026-0183", vec![7]),
        ("%23183", vec![183]),
        ("7", vec![7]),
        ("joe%40example.com", vec![7]),
        ("joe%40example.com&status=failed", vec![]),
        ("joe%40example.com&outcome=done", vec![7]),
        ("7&status=completed", vec![7]),
        ("7&status=failed", vec![]),
        ("7&from=2026-11-01T02:00:00Z", vec![]),
        ("%20JANE@example.com", vec![183]),
        ("nobody%40example.com", vec![]),
        ("2026", vec![]),
        ("<script>", vec![]),
    ] {
        let search = search.replace('<', "%3C").replace('>', "%3E");
        let page = shop
            .get(&format!("/stores/main/orders?search={search}"))
            .await;
        assert_eq!(ids(&page), found, "{search}");
    }
    let long = "x".repeat(201);
    let path = format!("/stores/main/orders?search={long}");
    assert_eq!(shop.call("GET", &path, "[look]", None).await.status, 400);
}

#[tokio::test]
async fn hostile_text_is_text() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    let mut hostile = Sample::new(9, 1);
    hostile.number = "<script>alert(1)</script>".into();
    shop.order(&hostile).await;
    let page = shop
        .call("GET", "/stores/main/orders", "[look]", None)
        .await;
    assert_eq!(page.headers["content-type"], "application/json");
    assert_eq!(
        page.json()["orders"][0]["number"],
        "<script>alert(1)</script>"
    );
    let detail = shop.get("/stores/main/orders/9").await;
    assert_eq!(detail["shop"]["state"], "unavailable");
    assert!(!detail["shop"]["problem"].as_str().unwrap().is_empty());
    let missing = shop
        .call("GET", "/stores/main/orders/10", "[look]", None)
        .await;
    assert_eq!(missing.status, 404);
}

#[tokio::test]
async fn revenue_is_that_of_the_ledger_whatever_the_period() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    for id in 1..=40 {
        let mut made = Sample::new(id, i64::try_from(id * 17).unwrap());
        made.total = if id % 2 == 0 { "19.99" } else { "0.01" };
        made.email = format!("buyer{}@example.com", id % 3);
        shop.order(&made).await;
    }
    let rows = shop.table.ledger_rows(None).await.unwrap();
    let gross: rust_decimal::Decimal = rows
        .iter()
        .map(|row| row.sums.of(domain::ledger::Figure::Gross))
        .sum();
    assert_eq!(gross.to_string(), "400.00");
    let range = "from=2026-11-01&to=2026-12-31&currency=EUR";
    for by in ["day", "week", "month"] {
        let told = shop
            .get(&format!("/stores/main/revenue?{range}&by={by}"))
            .await;
        assert_eq!(told["total"]["gross"], "400.00", "{by}");
        assert_eq!(told["total"]["orders"], 40);
        let periods = told["periods"].as_array().unwrap();
        let sum: rust_decimal::Decimal = periods
            .iter()
            .map(|row| {
                row["gross"]
                    .as_str()
                    .unwrap()
                    .parse::<rust_decimal::Decimal>()
                    .unwrap()
            })
            .sum();
        assert_eq!(sum, gross, "{by}");
    }
    let day = shop
        .get("/stores/main/revenue?from=2026-11-02&to=2026-11-02")
        .await;
    assert_eq!(day["total"]["orders"], 1);
    let other = shop
        .get("/stores/main/revenue?from=2026-11-01&to=2026-12-31&currency=USD")
        .await;
    assert_eq!(other["periods"], json!([]));
    let csv = shop
        .call(
            "GET",
            &format!("/stores/main/revenue.csv?{range}&by=month"),
            "[look]",
            None,
        )
        .await;
    let lines: Vec<&str> = csv.text.lines().collect();
    assert_eq!(
        lines[0],
        "period,currency,orders,gross,net,tax,shipping,discount,refunded,kept"
    );
    assert_eq!(lines.len(), 2);
    assert!(
        lines[1].starts_with("2026-11-01,EUR,40,400.00,400.00,0.00,"),
        "{}",
        lines[1]
    );
    for query in [
        "from=2026-12-01&to=2026-11-01",
        "from=2000-01-01&to=2026-11-01",
        "currency=EURO",
        "by=hour",
    ] {
        let path = format!("/stores/main/revenue?{query}");
        assert_eq!(
            shop.call("GET", &path, "[look]", None).await.status,
            400,
            "{query}"
        );
    }
}

#[tokio::test]
async fn buyers_are_listed_by_what_they_spent_with_their_orders() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    for id in 1..=12 {
        let mut made = Sample::new(id, 24 * i64::try_from(id).unwrap());
        made.email = format!("buyer{}@example.com", id % 4);
        made.total = ["10.00", "20.00", "30.00", "40.00"][usize::try_from(id % 4).unwrap()];
        shop.order(&made).await;
    }
    let mut found = Vec::new();
    let mut path = "/stores/main/customers?limit=3".to_owned();
    loop {
        let page = shop.get(&path).await;
        found.extend(page["customers"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else {
            break;
        };
        path = format!("/stores/main/customers?limit=3&cursor={next}");
    }
    let spent: Vec<&str> = found
        .iter()
        .map(|one| one["total_spent"].as_str().unwrap())
        .collect();
    assert_eq!(spent, ["120.00", "90.00", "60.00", "30.00"]);
    assert_eq!(found[0]["orders_count"], 3);
    assert_eq!(found[0]["average"], "40.00");
    let key = sync::seen::buyer("buyer3@example.com").unwrap();
    assert_eq!(found[0]["key"], key);
    let one = shop.get(&format!("/stores/main/customers/{key}")).await;
    assert_eq!(ids(&one["orders"]), [11, 7, 3]);
    for told in [&found[0], &one] {
        assert_eq!(told["first_order_on"], "2026-11-04");
        assert_eq!(told["last_order_on"], "2026-11-12");
    }
    assert_eq!(one["spent"][0]["total_spent"], "120.00");
    for key in ["0123456789abcdef", "../../settings", "%00"] {
        let path = format!("/stores/main/customers/{}", key.replace('/', "%2F"));
        assert_eq!(
            shop.call("GET", &path, "[look]", None).await.status,
            404,
            "{key}"
        );
    }
}

/// An order that comes to nothing makes a customer, and one that is called off makes none.
#[tokio::test]
async fn who_ordered_is_a_customer_whatever_it_came_to() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    let mut free = Sample::new(1, 30);
    (free.email, free.total) = ("free@example.com".into(), "0.00");
    shop.order(&free).await;
    let mut off = Sample::new(2, 50);
    off.email = "off@example.com".into();
    shop.order(&off).await;
    let list = async || shop.get("/stores/main/customers").await["customers"].clone();
    let spent = |list: &Value| -> Vec<Value> {
        let all = list.as_array().unwrap().iter();
        all.map(|one| one["total_spent"].clone()).collect()
    };
    assert_eq!(spent(&list().await), ["10.00", "0.00"]);
    off.counts = false;
    shop.order(&off).await;
    let left = list().await;
    assert_eq!(spent(&left), ["0.00"]);
    assert_eq!(left[0]["first_order_on"], "2026-11-02");
    let key = sync::seen::buyer("off@example.com").unwrap();
    let one = shop.get(&format!("/stores/main/customers/{key}")).await;
    assert_eq!((&one["spent"], ids(&one["orders"])), (&json!([]), vec![2]));
    assert_eq!(
        (&one["first_order_on"], &one["last_order_on"]),
        (&Value::Null, &Value::Null)
    );
}

/// Buyers far apart in the list, since they spent so differently, whose claims name one client.
#[tokio::test]
async fn buyers_of_one_client_are_told_across_pages() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    for id in 1..=4 {
        let mut made = Sample::new(id, 1);
        made.email = format!("buyer{id}@example.com");
        made.total = ["10.00", "20.00", "30.00", "40.00"][usize::try_from(id - 1).unwrap()];
        shop.order(&made).await;
    }
    let key = |id: u64| sync::seen::buyer(&format!("buyer{id}@example.com")).unwrap();
    shop.link_client(&key(1), 7).await;
    shop.link_client(&key(2), 8).await;
    shop.link_client(&key(4), 7).await;
    // Not an e-mail's claim, so no buyer.
    shop.link_client("phone-e3b0c44298fc1c149afbf4c8", 8).await;
    let richest = shop.get("/stores/main/customers?limit=1").await;
    let [first] = &richest["customers"].as_array().unwrap()[..] else {
        panic!("one customer");
    };
    assert_eq!(
        (&first["key"], &first["client"], &first["same_client"]),
        (&json!(key(4)), &json!(7), &json!(1))
    );
    let all = shop.get("/stores/main/customers").await;
    let shared = all["customers"].as_array().unwrap().iter();
    let shared: Vec<&Value> = shared.map(|one| &one["same_client"]).collect();
    assert_eq!(shared, [1, 0, 0, 1]);
    let one = shop
        .get(&format!("/stores/main/customers/{}", key(1)))
        .await;
    assert_eq!(one["client"], 7);
    assert_eq!(one["same_client"], json!([key(4)]));

    shop.link_client(&key(4), 8).await;
    for (id, others) in [(1, json!([])), (2, json!([key(4)]))] {
        let one = shop
            .get(&format!("/stores/main/customers/{}", key(id)))
            .await;
        assert_eq!(one["same_client"], others, "{id}");
    }
}
