//! A page as a browser parses it: elements with their attributes, and their text.

use html5ever::{parse_document, tendril::TendrilSink as _};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// An element of a parsed page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Self>,
    /// The text of the element without that of the elements in it.
    pub(super) own_text: String,
    /// The text of the element and of all below it.
    text: String,
}

impl Element {
    /// Parses a document.
    pub(super) fn parse(html: &str) -> Self {
        let dom = parse_document(RcDom::default(), Default::default()).one(html);
        assert_eq!(*dom.errors.borrow(), Vec::<String>::new(), "{html}");
        let roots: Vec<_> = dom.document.children.borrow().iter().filter_map(element).collect();
        assert_eq!(roots.len(), 1, "{html}");
        roots.into_iter().next().unwrap()
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The text, without spaces around it.
    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }

    fn is(&self, selector: &str) -> bool {
        match selector.split_once('.') {
            Some((name, class)) => {
                (name.is_empty() || name == self.name)
                    && self.attribute("class").is_some_and(|classes| classes.split(' ').any(|known| known == class))
            }
            None => selector == self.name,
        }
    }

    /// Every element below this one that `selector` names: `name`, `.class` or `name.class`.
    pub(super) fn all(&self, selector: &str) -> Vec<&Self> {
        let mut found = Vec::new();
        for child in &self.children {
            if child.is(selector) {
                found.push(child);
            }
            found.extend(child.all(selector));
        }
        found
    }

    /// The first element below this one that `selector` names.
    pub(super) fn one(&self, selector: &str) -> &Self {
        self.all(selector).first().copied().unwrap_or_else(|| panic!("no {selector} in {self:?}"))
    }

    /// The texts of all elements that `selector` names.
    pub(super) fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(|found| found.text().to_owned()).collect()
    }

    /// Its elements and the names of their attributes, without any value.
    pub(super) fn shape(&self) -> String {
        let attributes: Vec<_> = self.attributes.iter().map(|(name, _)| name.as_str()).collect();
        let children: String = self.children.iter().map(Self::shape).collect();
        format!("<{} {}>{children}</>", self.name, attributes.join(" "))
    }
}

fn element(node: &Handle) -> Option<Element> {
    let NodeData::Element { name, attrs, .. } = &node.data else { return None };
    let attributes = attrs.borrow();
    let attributes = attributes.iter().map(|one| (one.name.local.to_string(), one.value.to_string()));
    Some(Element {
        name: name.local.to_string(),
        attributes: attributes.collect(),
        children: node.children.borrow().iter().filter_map(element).collect(),
        own_text: own_text(node),
        text: text(node),
    })
}

fn own_text(node: &Handle) -> String {
    let children = node.children.borrow();
    children.iter().filter(|child| matches!(child.data, NodeData::Text { .. })).map(text).collect()
}

fn text(node: &Handle) -> String {
    match &node.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        NodeData::Element { .. } => node.children.borrow().iter().map(text).collect(),
        _ => String::new(),
    }
}
