import React from 'react'
export function Page({ items }: Props): JSX.Element {
  const [open, setOpen] = useState<boolean>(false)
  return (
    <Layout title="t" onClick={() => handle()}>
      {items.map(item => <Row key={item.id} {...rest(item)} />)}
      {open && <Modal close={close()} />}
      text
    </Layout>
  )
}
//= call close() not in Page @condition
//= call handle() return in anonymous
//= call items.map(fn:) not in Page
//= call rest(item) not in anonymous
//= call useState(false) assigned in Page
//= const open = useState(false) part [0] in Page
//= const setOpen = useState(false) part [1] in Page
//= def Page in module
//= export Page = Page
//= function Page 2-11 -> JSX.Element returns
//= function anonymous 5-5 arrow in Page returns
//= function anonymous 6-6 arrow in Page returns
//= import react default as React
//= import-of React in module
//= parameter Page.0 : Props
//= parameter anonymous.0 item
//= parameter item in anonymous
//= parameter items part .items in Page
//= region condition 7-7 test open in Page
//= return handle() in anonymous
//= return other(Row, other(item.id), rest(item)) in anonymous
//= return other(other(Layout, other("t"), other(fn:)), items.map(fn:), (open && other(Modal, other(close())))) in Page
